import { z } from 'zod';
import { applyEdits } from './applyEdits.ts';
import { askForObject, askForText, isAnswerError } from './ask.ts';
import { readEdits } from './editBlocks.ts';
import { extractCode } from './extractCode.ts';
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

/**
 * Four short questions that show what a model can do, one after the other. An answer that is no use
 * counts as a no; errors of reaching the model are thrown.
 */
export async function testModel(given: Omit<AgentContext, 'prefix'>): Promise<ModelRecord> {
  const usages: ModelUsage[] = [];
  const context: AgentContext = {
    ...given,
    prefix: { system: systemPrompt, blocks: [] },
    emit: (event) => {
      if (event.type === 'usage') usages.push(event.usage);
      given.emit(event);
    },
  };
  const wholeFile = await answered(wholeFilePrompt, context);
  const fix = await answered(fixPrompt, context);
  const edit = await answered(blockPrompt, context);
  const object = await askForObject(
    {
      label: 'self-test',
      instruction: objectPrompt,
      maxTokens,
      schema,
      example: { kind: 'question', reason: 'why, in a few words' },
    },
    context,
  );
  return {
    structured: object?.kind === 'speed',
    wholeFile: /\bdouble\b[\s\S]*(?:\*|\+)/.test(codeIn(wholeFile, 'double.js') ?? ''),
    blocks: isMended(edited(edit)),
    fixes: isMended(codeIn(fix, testFile.path)),
    tokensPerSecond: rateOf(usages),
  };
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
