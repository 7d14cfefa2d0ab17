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

/** A sample of tests that stood its trial. */
interface Sample {
  readonly code: string;
  /** False where nothing can be run here: further samples would be of no use. */
  readonly canRun: boolean;
}

/**
 * Asks for independent samples of tests and keeps those that load and fail before the code exists.
 * The first one is proposed with the code, the others judge it; without any, a smoke test stands in.
 */
export async function sampleTests(
  count: number,
  state: RunState,
  scope: NodeScope,
): Promise<{ readonly tests: TestDraft; readonly votes: readonly SourceFile[] }> {
  const plan = planOf(state);
  const first = await soundSample(1, state, scope);
  const numbers = Array.from({ length: first?.canRun === false ? 0 : count - 1 }, (_, i) => i + 2);
  const others = await Promise.all(numbers.map((number) => soundSample(number, state, scope)));
  const codes = [first, ...others].flatMap((sample) => (sample ? [sample.code] : []));
  const [own, ...further] = new Set(codes);
  if (own === undefined) {
    return {
      tests: { code: smokeTest({ ...plan, symbol: plan.symbol }), kind: 'smoke' },
      votes: [],
    };
  }
  const votes = further.map((content, index) => ({
    path: votePath(plan.testPath, index + 2),
    content,
  }));
  return { tests: { code: own, kind: 'generated' }, votes };
}

async function soundSample(
  number: number,
  state: RunState,
  scope: NodeScope,
): Promise<Sample | undefined> {
  const plan = planOf(state);
  let problem: string | undefined;
  for (let trial = 0; trial < trials; trial++) {
    const sample = (number - 1) * trials + trial + 1;
    const { code, kind } = await generateTests({ ...plan, symbol: plan.symbol }, scope.agent, {
      sample,
      problem,
    });
    if (kind === 'smoke') return undefined;
    const verdict = await trySample({ path: plan.testPath, content: code }, state, scope);
    if (typeof verdict === 'string') return { code, canRun: verdict === 'sound' };
    problem = verdict.problem;
  }
  return undefined;
}
