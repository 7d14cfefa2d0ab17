import { fillPrompt } from './fillPrompt.ts';
import { isAnswerError } from './ask.ts';
import type { AgentContext } from './types.ts';

const maxTokens = 32;

/** A place in a file whose only sensible content is known. */
const place = {
  before: 'def add(a, b):\n    return ',
  after: '\n\n\nprint(add(2, 3))\n',
  instruction: 'the sum of a and b',
} as const;

const middle =
  /^\s*\(?\s*(?:a\s*\+\s*b|b\s*\+\s*a|sum\(\s*[([]\s*a\s*,\s*b\s*[)\]]\s*\))\s*\)?\s*(?:#.*)?\s*$/;

/**
 * One short question: does the model write what belongs between two pieces of code, as code at the
 * cursor is asked for, and nothing else? To be asked only of models that the server lists as able to
 * `insert`. An answer that is no use counts as a no; errors of reaching the model are thrown.
 */
export async function fillsMiddle(
  context: Pick<AgentContext, 'model' | 'signal' | 'emit' | 'affinity'>,
  lane: 'interactive' | 'agent' = 'agent',
): Promise<boolean> {
  const { model, signal, emit, affinity } = context;
  const prompt = fillPrompt(place, '#');
  try {
    const answer = await model.generate(
      { ...prompt, label: 'self-test', lane, maxTokens, think: false, affinity, signal },
      emit,
    );
    return answer.finish === 'stop' && middle.test(answer.text);
  } catch (error) {
    if (isAnswerError(error)) return false;
    throw error;
  }
}
