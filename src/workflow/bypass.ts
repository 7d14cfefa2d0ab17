import { existingBlock, planBlock, testsBlock } from '../agents/blocks.ts';
import type { SourceFile, ValidationResult } from '../base/task.ts';
import { settlePlan } from '../agents/planner.ts';
import type { NodeName } from './events.ts';
import { attemptNumber } from './approach.ts';
import { openingBlocks } from './nodes/intentNode.ts';
import { planInput } from './nodes/plannerNode.ts';
import { readAll } from './nodes/testGeneratorNode.ts';
import { planOf } from './runParts.ts';
import type { NodeScope } from './scope.ts';
import type { Candidate, RunState, RunUpdate } from './state.ts';
import { testFilesOf, testSetsOf } from './testSets.ts';
import { versionOf } from './versions.ts';

type Bypass = (state: RunState, scope: NodeScope) => Promise<RunUpdate>;

/**
 * The way around each node, for measuring what it adds: no model, no tests, no word about it; only
 * what later nodes cannot do without, by the plainest rule.
 */
export const bypasses: Readonly<Record<NodeName, Bypass>> = {
  intent: async (_state, scope) => {
    const { task, mode } = scope.request;
    const project = await scope.ports.context.describe(scope.signal);
    return {
      goal: {
        type: 'create',
        confidence: 0,
        description: task.slice(0, 200),
        complexity: 'medium',
        mode: mode === 'auto' ? 'code' : mode,
        needsCode: mode === 'auto' || mode === 'code',
      },
      project,
      blocks: openingBlocks(scope, project),
    };
  },
  planner: async (state, scope) => {
    const plan = settlePlan(await planInput(state, scope), undefined);
    return { plan, blocks: [planBlock(plan)] };
  },
  researcher: async () => ({}),
  test_generator: async (state, scope) => {
    const plan = planOf(state);
    const existing = await scope.ports.context.read(plan.codePath, scope.signal);
    const existingTests = await readAll(plan.existingTests ?? [], scope);
    return {
      ...(existing !== undefined && { existing }),
      existingTests,
      tests: { code: '', kind: 'existing' },
      blocks: [
        ...(existing === undefined
          ? []
          : [existingBlock({ path: plan.codePath, content: existing }, scope.request)]),
        ...(existingTests.length > 0 ? [testsBlock(existingTests)] : []),
      ],
    };
  },
  coder: async () => ({}),
  validator: async (state) => {
    const sets = testSetsOf(state);
    const { code: draft } = state;
    const code: SourceFile = {
      path: planOf(state).codePath,
      content: draft?.code ?? draft?.draft ?? '',
    };
    const best: Candidate = {
      files: [code, ...testFilesOf(sets)],
      validation: notRun,
      isUsable: draft?.code !== undefined,
      attempt: attemptNumber(state),
    };
    const version = versionOf(best, sets, state.origin ?? { approach: 'fresh' });
    return { validation: notRun, best, tried: [...(state.tried ?? []), version] };
  },
  debugger: async () => ({}),
  fixer: async () => ({}),
  reflection: async () => ({}),
  critic: async () => ({}),
};

const notRun: ValidationResult = { status: 'unverified', tests: [], output: '', durationMs: 0 };
