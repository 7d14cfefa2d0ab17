import {
  askForText,
  isAnswerError,
  isCutError,
  sampleTemperature,
  type TextAnswer,
} from './ask.ts';
import { testProblem } from './checkTests.ts';
import { compiledLanguage } from './compiled/compiledLanguages.ts';
import { extractCode } from './extractCode.ts';
import { repairPythonTests } from './repairPythonTests.ts';
import { repairScriptTests } from './repairScriptTests.ts';
import { smokeTest } from './smokeTest.ts';
import { testGeneratorPrompt } from './testGenerator.prompt.ts';
import type { TestTarget } from './testTarget.ts';
import type { AgentContext, TestDraft } from './types.ts';

const attempts = 3;

/** Tells samples of the same tests apart. */
export interface TestSample {
  /** From 1. */
  readonly sample?: number;
  /** Why an earlier sample was of no use. */
  readonly problem?: string | undefined;
}

/**
 * Writes tests before the code exists. What the model makes is repaired where that is mechanical and
 * checked without running it; after three unusable answers, or where rules are to decide, a smoke
 * test, labelled as such, stands in.
 */
export async function generateTests(
  target: TestTarget,
  context: AgentContext,
  { sample = 1, problem: earlier }: TestSample = {},
): Promise<TestDraft> {
  if (context.byRules) return { code: smokeTest(target), kind: 'smoke' };
  let problem = earlier;
  let room = 800;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const answer = await askForText(
      {
        label: 'test_generator',
        instruction: testGeneratorPrompt(target, problem),
        maxTokens: room,
        attempt: (sample - 1) * attempts + attempt,
        ...(sample > 1 && { temperature: sampleTemperature }),
        once: true,
      },
      context,
    ).catch((error: unknown) => {
      if (isAnswerError(error)) return error;
      throw error;
    });
    const failed = answer instanceof Error;
    if (failed ? isCutError(answer) : answer.finish === 'length') room *= 2;
    const made = failed
      ? { problem: 'The answer was empty or repeated itself.' }
      : readTests(answer, target);
    if (made.code !== undefined) return { code: made.code, kind: 'generated' };
    problem = made.problem;
  }
  return { code: smokeTest(target), kind: 'smoke' };
}

/** The repaired tests of an answer, or why they cannot be used. */
export function readTests(
  answer: TextAnswer,
  target: TestTarget,
): { readonly code?: string; readonly problem?: string } {
  const extracted = extractCode(answer.text, {
    language: target.language,
    finish: answer.finish,
    path: target.testPath,
    score: (content) =>
      /\bassert|\bexpect\(|@Test\b|#\[test\]|\*testing\.T\)/.test(content) ? 2 : 0,
  });
  if (extracted.code === undefined) return { problem: extracted.problem };
  const code = repaired(extracted.code, target);
  const problem = testProblem(code, target) ?? placeholderProblem(code);
  return problem === undefined ? { code } : { problem };
}

function repaired(code: string, target: TestTarget): string {
  const compiled = compiledLanguage(target.language);
  if (compiled) return compiled.repairTests(code, target);
  return (target.language === 'python' ? repairPythonTests : repairScriptTests)(code, target);
}

function placeholderProblem(code: string): string | undefined {
  const copied = /\(…\)|, …\)|\('…',|test_…|\{ … \}/.test(code);
  return copied ? "The example's '…' was not filled in." : undefined;
}
