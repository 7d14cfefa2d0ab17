import { createInterface } from 'node:readline/promises';
import type { InterruptAnswer, Plan, RunInterrupt } from '../app/index.ts';
import { showInvisible } from '../base/showInvisible.ts';
import { translate, userText, type L10nBundle } from '../base/userText.ts';

/** Gets a person's word on what a run asks. Rejects when aborted. */
export type Decide = (interrupt: RunInterrupt, signal: AbortSignal) => Promise<InterruptAnswer>;

/** Words that approve, in the languages Caravan speaks; anything else does not. */
const yes = /^(?:y|yes|д|да)$/i;

/** Asks about a plan that was shown; where the input ends without an answer, it is rejected. */
export function createPlanPrompt(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  bundle: L10nBundle,
): Decide {
  return async (_interrupt, signal) => {
    // The terminal keeps the keys: Ctrl+C stays a signal.
    const lines = createInterface({ input, output, terminal: false });
    const ended = new AbortController();
    lines.on('close', () => ended.abort());
    const ask = async (question: string): Promise<string> => {
      const given = lines.question(`${question} `, {
        signal: AbortSignal.any([signal, ended.signal]),
      });
      return given.catch((error: unknown) => {
        signal.throwIfAborted();
        if (ended.signal.aborted) return '';
        throw error;
      });
    };
    try {
      const word = await ask(translate(userText('Approve this plan? (y/n)'), bundle));
      if (yes.test(word.trim())) return { decision: 'approve' };
      if (ended.signal.aborted) return { decision: 'reject' };
      const reason = await ask(translate(userText('What is wrong with it? (optional)'), bundle));
      const text = reason.trim().slice(0, 500);
      return { decision: 'reject', ...(text !== '' && { reason: text }) };
    } finally {
      lines.close();
    }
  };
}

/** A plan for a terminal: its steps, then the files. A model's words must not steer the terminal. */
export function planLines({ steps, codePath, testPath }: Plan): string {
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`);
  return [...numbered, codePath, testPath]
    .map((line) => `    ${showInvisible(line.replaceAll(/\s+/g, ' '))}\n`)
    .join('');
}
