import { z } from 'zod';
import type { ValidationResult } from '../base/task.ts';
import { askForObject } from './ask.ts';
import { classifyFailure, failureLine } from './classifyFailure.ts';
import { debuggerPrompt } from './debugger.prompt.ts';
import { unit } from './numbers.ts';
import type { AgentContext, DebugReport } from './types.ts';

const schema = z.object({ cause: z.string(), confidence: z.number(), fix: z.string() });
const example = {
  cause: 'the mistake in one sentence',
  confidence: 0.7,
  fix: 'what to change in one or two sentences',
};

export interface DebugInput {
  readonly validation: ValidationResult;
  /** True when the last attempt gave no code at all: then there is nothing to debug. */
  readonly isMissingCode: boolean;
}

/**
 * Explains a failed attempt. The kind of failure comes from the report itself; the model is asked for
 * cause and cure, and what the failure itself says stands in when it cannot tell.
 */
export async function debugFailure(input: DebugInput, context: AgentContext): Promise<DebugReport> {
  const fallback = failureReport(input.validation);
  const { errorType, summary: line } = fallback;
  if (input.isMissingCode) return fallback;
  const answer = await askForObject(
    {
      label: 'debugger',
      instruction: debuggerPrompt(errorType, line),
      maxTokens: 300,
      schema,
      example,
    },
    context,
  );
  if (!answer) return fallback;
  return {
    errorType,
    summary: line,
    rootCause: said(answer.cause, example.cause) ?? fallback.rootCause,
    instructions: said(answer.fix, example.fix) ?? fallback.instructions,
    confidence: unit(answer.confidence),
  };
}

/** What a failure says by itself, without a model. */
export function failureReport(validation: ValidationResult): DebugReport {
  const errorType = classifyFailure(validation);
  const line = failureLine(validation);
  return {
    errorType,
    summary: line,
    rootCause: line,
    instructions: cures[errorType],
    confidence: 0.3,
  };
}

const cures: Readonly<Record<DebugReport['errorType'], string>> = {
  syntax: 'Write the file again so that it parses: close every bracket, string and block.',
  import: 'Export exactly the names the tests import, and import nothing that does not exist.',
  name: 'Define every name before it is used; call no helper that is not in the file.',
  type: 'Use each value as what it is: check types, null and missing properties before the call.',
  assertion: 'Change the logic so that the failing test gets the value it expects.',
  timeout: 'Make every loop end and wait for nothing that never comes.',
  other: 'Write the whole file again, complete and simple.',
};

/** The model's words, unless they are empty or the example copied. */
function said(text: string, copied: string): string | undefined {
  const cleaned = text.replace(/\s+/g, ' ').trim().slice(0, 400);
  return cleaned.length < 4 || cleaned === copied ? undefined : cleaned;
}
