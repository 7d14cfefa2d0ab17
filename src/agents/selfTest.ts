import { z } from 'zod';
import { deriveAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { applyEdits } from './applyEdits.ts';
import { askForObject, askForText, isAnswerError } from './ask.ts';
import { readEdits } from './editBlocks.ts';
import { extractCode } from './extractCode.ts';
import { fillsMiddle } from './fillTest.ts';
import { systemPrompt } from './messages.ts';
import type { ModelRecord } from './modelRecord.ts';
import {
  blockPrompt,
  fixPrompt,
  objectPrompt,
  testFile,
  wholeFilePrompt,
} from './selfTest.prompt.ts';
import type { AgentContext, ModelUsage } from './types.ts';

const schema = z.object({ kind: z.enum(['question', 'bug', 'speed']), reason: z.string() });
const maxTokens = 200;

/** Milliseconds after which the questions left are not asked: somebody waits. */
const limit = 30_000;

/**
 * Four short questions that show what a model can do, one after the other, for half a minute at
 * most; a fifth for one of which the server says that it can `insert`. An answer that is no use
 * counts as a no; errors of reaching the model are thrown.
 */
export async function testModel(
  given: Omit<AgentContext, 'prefix'>,
  clock: Clock,
  capabilities: readonly string[] = [],
): Promise<ModelRecord> {
  const usages: ModelUsage[] = [];
  const derived = deriveAbort(given.signal);
  const timer = clock.setTimeout(() => derived.controller.abort(cutShort()), limit);
  const found: { -readonly [K in keyof ModelRecord]?: ModelRecord[K] } = {};
  const context: AgentContext = {
    ...given,
    get record() {
      return found.thinks ? { thinks: true, tokensPerSecond: 0 } : undefined;
    },
    signal: derived.signal,
    prefix: { system: systemPrompt, blocks: [] },
    emit: (event) => {
      if (event.type === 'usage') usages.push(event.usage);
      if (event.type === 'thinking-delta' && event.text.trim() !== '') found.thinks = true;
      given.emit(event);
    },
  };
  try {
    const first = await answered(wholeFilePrompt, context);
    // What it thought took the room of its answer: it has more from now on.
    const isOut = first === '' && found.thinks;
    const text = isOut ? await answered(wholeFilePrompt, context) : first;
    const wholeFile = codeIn(text, 'double.js');
    found.wholeFile = /\bdouble\b/.test(wholeFile ?? '');
    const fix = codeIn(await answered(fixPrompt, context), testFile.path);
    found.wholeFile ||= /\blast\b/.test(fix ?? '');
    found.fixes = isMended(fix);
    found.blocks = isMended(edited(await answered(blockPrompt, context)));
    found.structured = await keepsForm(context);
    if (capabilities.includes('insert')) found.fills = await fillsMiddle(context);
  } catch (error) {
    if (given.signal.aborted || !derived.signal.aborted) throw error;
  } finally {
    timer.dispose();
    derived.dispose();
  }
  return { ...found, tokensPerSecond: rateOf(usages) };
}

function cutShort(): CaravanError {
  return new CaravanError('cancelled', { text: userText('The self-test was cut short.') });
}

/** Does a decision come in form at once? What it decides says nothing of the form. */
async function keepsForm(context: AgentContext): Promise<boolean> {
  const derived = deriveAbort(context.signal);
  let isAnswered = false;
  try {
    const object = await askForObject(
      {
        label: 'self-test',
        instruction: objectPrompt,
        maxTokens,
        schema,
        example: { kind: 'question', reason: 'why, in a few words' },
      },
      {
        ...context,
        signal: derived.signal,
        emit: (event) => {
          if (isAnswered) return derived.controller.abort(cutShort());
          isAnswered = event.type === 'done';
          context.emit(event);
        },
      },
    );
    return object !== undefined;
  } catch (error) {
    if (context.signal.aborted || !derived.signal.aborted) throw error;
    return false;
  } finally {
    derived.dispose();
  }
}

async function answered(instruction: string, context: AgentContext): Promise<string> {
  const question = { label: 'self-test', instruction, maxTokens, once: true };
  const answer = await askForText(question, context).catch((error: unknown) => {
    if (isAnswerError(error)) return undefined;
    throw error;
  });
  return answer?.finish === 'stop' ? answer.text : '';
}

function codeIn(text: string, path: string): string | undefined {
  return extractCode(text, { language: 'javascript', finish: 'stop', path }).code;
}

function edited(text: string): string | undefined {
  const { blocks } = readEdits(text);
  if (blocks.length === 0) return undefined;
  const applied = applyEdits(testFile.content, blocks);
  return 'text' in applied ? applied.text : undefined;
}

/** Takes the last item, by index or by method, and is a function still. */
function isMended(code: string | undefined): boolean {
  return /function last[\s\S]*(?:length\s*-\s*1|\.at\(\s*-1\s*\)|slice\(\s*-1\s*\)|pop\(\))/.test(
    code ?? '',
  );
}

function rateOf(usages: readonly ModelUsage[]): number {
  const tokens = usages.reduce((sum, usage) => sum + usage.replyTokens, 0);
  const ms = usages.reduce((sum, usage) => sum + usage.replyMs, 0);
  return ms > 0 ? Math.round((tokens / ms) * 10_000) / 10 : 0;
}
