import { z } from 'zod';
import type { ValidationResult } from '../base/task.ts';
import { askForObject } from './ask.ts';
import { failureLine } from './classifyFailure.ts';
import { mean, unit } from './numbers.ts';
import { reflectionPrompt } from './reflection.prompt.ts';
import type { AgentContext, Reflection, TestDraft } from './types.ts';

export interface ReflectionInput {
  readonly validation: ValidationResult | undefined;
  readonly tests: TestDraft['kind'];
}

const schema = z.object({
  analysis: z.string(),
  coding: z.number(),
  improvement: z.string(),
  planning: z.number(),
  research: z.number(),
  testing: z.number(),
});

/**
 * Scores a run. The model's scores count only as far as the test results allow: code that fails is
 * not good whatever the model thinks, and without an answer the results alone give the scores.
 */
export async function reflectOnRun(
  input: ReflectionInput,
  context: AgentContext,
): Promise<Reflection> {
  const evidence = evidenceOf(input);
  const answer = await askForObject(
    {
      label: 'reflection',
      instruction: reflectionPrompt,
      maxTokens: 300,
      schema,
      example: {
        analysis: 'one or two sentences',
        coding: 0.5,
        improvement: 'one sentence',
        planning: 0.5,
        research: 0.5,
        testing: 0.5,
      },
    },
    context,
  );
  const coding = answer ? clamp(unit(answer.coding), evidence.coding) : middle(evidence.coding);
  const testing = answer ? clamp(unit(answer.testing), evidence.testing) : middle(evidence.testing);
  const planning = answer ? unit(answer.planning) : middle(evidence.coding);
  const research = answer ? unit(answer.research) : middle(evidence.coding);
  const analysis = said(answer?.analysis, 'one or two sentences') ?? evidence.analysis;
  const improvement = said(answer?.improvement, 'one sentence') ?? evidence.improvement;
  return {
    planning,
    research,
    testing,
    coding,
    overall: mean([planning, research, testing, coding, coding]),
    analysis,
    improvements: [improvement],
    shouldRetry: input.validation?.status === 'failed',
  };
}

type Range = readonly [low: number, high: number];

function evidenceOf(input: ReflectionInput): {
  coding: Range;
  testing: Range;
  analysis: string;
  improvement: string;
} {
  const { validation } = input;
  const isReal = input.tests !== 'smoke';
  const testing: Range = isReal ? [0.4, 1] : [0, 0.3];
  if (!validation || validation.status === 'unverified') {
    const why = validation?.problem ?? 'no tests ran';
    return {
      coding: [0.2, 0.6],
      testing,
      analysis: `The code could not be verified: ${why}.`,
      improvement: 'Give an example of input and expected result, so that it can be tested.',
    };
  }
  const passed = validation.tests.filter((test) => test.passed).length;
  const of = `${passed} of ${validation.tests.length} tests passed`;
  if (validation.status === 'passed') {
    return { coding: [0.7, 1], testing, analysis: `${of}.`, improvement: 'Cover more edge cases.' };
  }
  const share = validation.tests.length > 0 ? passed / validation.tests.length : 0;
  return {
    coding: [0, 0.2 + share * 0.3],
    testing,
    analysis: `${of}. First failure: ${failureLine(validation)}`,
    improvement: 'Split the task into smaller steps, or use a larger model.',
  };
}

function clamp(value: number, [low, high]: Range): number {
  return Math.round(Math.min(high, Math.max(low, value)) * 100) / 100;
}

function middle([low, high]: Range): number {
  return Math.round(((low + high) / 2) * 100) / 100;
}

function said(text: string | undefined, copied: string): string | undefined {
  const cleaned = text?.replace(/\s+/g, ' ').trim().slice(0, 400) ?? '';
  return cleaned.length < 4 || cleaned === copied ? undefined : cleaned;
}
