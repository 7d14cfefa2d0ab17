import { compiledLanguage } from '../agents/compiled/compiledLanguages.ts';
import { smokeTest } from '../agents/smokeTest.ts';
import { generateTests } from '../agents/testGenerator.ts';
import type { TestDraft } from '../agents/types.ts';
import type { SourceFile } from '../base/task.ts';
import { planOf } from './runParts.ts';
import type { NodeScope } from './scope.ts';
import type { RunState } from './state.ts';
import { votePath } from './testSets.ts';
import { trySample } from './testTrial.ts';

/** How often a sample that does not stand its trial is asked for. */
const trials = 2;

/** Tests of the model's own to begin with; a smoke test where it makes none that can be used. */
export async function firstSample(state: RunState, scope: NodeScope): Promise<TestDraft> {
  const code = await soundSample(1, state, scope);
  if (code !== undefined) return { code, kind: 'generated' };
  const plan = planOf(state);
  return { code: smokeTest({ ...plan, symbol: plan.symbol }), kind: 'smoke' };
}

/**
 * Further samples, up to so many in all, for the case that code and first sample contradict each
 * other. They are made without a look at the first one; equal ones count once.
 */
export async function furtherSamples(
  count: number,
  state: RunState,
  scope: NodeScope,
): Promise<readonly SourceFile[]> {
  const numbers = Array.from({ length: count - 1 }, (_, index) => index + 2);
  const codes = await Promise.all(numbers.map((number) => soundSample(number, state, scope)));
  const different = new Set(codes.filter((code) => code !== undefined));
  different.delete(state.tests?.code ?? '');
  const { testPath } = planOf(state);
  return [...different].map((content, index) => ({ path: votePath(testPath, index + 2), content }));
}

/** A sample that loads, and fails before the code exists; undefined when none came. */
async function soundSample(
  number: number,
  state: RunState,
  scope: NodeScope,
): Promise<string | undefined> {
  const plan = planOf(state);
  let problem: string | undefined;
  for (let trial = 0; trial < trials; trial++) {
    const sample = (number - 1) * trials + trial + 1;
    const made = await generateTests({ ...plan, symbol: plan.symbol }, scope.agent, {
      sample,
      problem,
    });
    if (made.kind === 'smoke') return undefined;
    const others = (state.existingTests ?? []).map(({ content }) => content);
    const code = compiledLanguage(plan.language)?.withOwnNames?.(made.code, others) ?? made.code;
    const verdict = await trySample({ path: plan.testPath, content: code }, state, scope);
    if (verdict === undefined) return code;
    problem = verdict;
  }
  return undefined;
}
