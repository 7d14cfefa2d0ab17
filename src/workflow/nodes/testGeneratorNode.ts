import { existingBlock, testsBlock } from '../../agents/blocks.ts';
import { exampleTests } from '../../agents/exampleTests.ts';
import type { Plan, TestDraft } from '../../agents/types.ts';
import type { SourceFile } from '../../base/task.ts';
import { userText, type UserText } from '../../base/userText.ts';
import { budgetOf } from '../budget.ts';
import { prefixOf } from '../promptPrefix.ts';
import { planOf } from '../runParts.ts';
import type { NodeScope, NodeWork } from '../scope.ts';
import type { RunState } from '../state.ts';
import { decideBefore } from '../testTrial.ts';
import { sampleTests } from '../testSampling.ts';

/**
 * Reads what the plan touches, then sees to the tests, before any code: the user's own where they
 * say what is wanted, else some independent samples of the model's.
 */
export const testGeneratorNode: NodeWork = async (state, scope) => {
  const plan = planOf(state);
  const existing = await scope.ports.context.read(plan.codePath, scope.signal);
  const existingTests = await readAll(plan.existingTests ?? [], scope);
  const before =
    existing === undefined ? [] : [existingBlock({ path: plan.codePath, content: existing })];
  const made = await testsFor({ ...state, existing, existingTests }, before, scope);
  const own = made.tests.kind === 'existing' ? [] : [fileOf(made.tests, plan)];
  return {
    update: {
      ...(existing !== undefined && { existing }),
      existingTests,
      ...made,
      blocks: [...before, testsBlock([...existingTests, ...own])],
    },
    summary: summaryOf(made.tests, plan),
  };
};

type Made = { readonly tests: TestDraft; readonly votes: readonly SourceFile[] };

async function testsFor(
  state: RunState,
  before: readonly string[],
  scope: NodeScope,
): Promise<Made> {
  const plan = planOf(state);
  const { existingTests = [], goal } = state;
  const examples = exampleTests(scope.request.task, { ...plan, symbol: plan.symbol });
  const users: TestDraft | undefined =
    examples !== undefined
      ? { code: examples, kind: 'examples' }
      : existingTests.length > 0
        ? { code: '', kind: 'existing' }
        : undefined;
  if (users) {
    const own = users.kind === 'examples' ? [fileOf(users, plan)] : [];
    const decide = await decideBefore([...own, ...existingTests], state, scope);
    if (decide) return { tests: users, votes: [] };
  }
  const { testSamples } = budgetOf(scope.request);
  const samples = await sampleTests(goal?.type === 'test' ? 1 : testSamples, state, {
    ...scope,
    agent: { ...scope.agent, prefix: prefixOf([...state.blocks, ...before]) },
  });
  return users?.kind === 'examples' && samples.tests.kind === 'smoke'
    ? { tests: users, votes: [] }
    : samples;
}

function fileOf(tests: TestDraft, plan: Plan): SourceFile {
  return { path: plan.testPath, content: tests.code };
}

/** The files that exist among some paths. */
export async function readAll(
  paths: readonly string[],
  { ports, signal }: NodeScope,
): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of paths) {
    const content = await ports.context.read(path, signal);
    if (content !== undefined) files.push({ path, content });
  }
  return files;
}

function summaryOf(tests: TestDraft, plan: Plan): UserText {
  switch (tests.kind) {
    case 'generated':
      return userText('in {0}', plan.testPath);
    case 'examples':
      return userText('the examples of the task, in {0}', plan.testPath);
    case 'smoke':
      return userText('none usable; a smoke test stands in');
    case 'existing':
      return userText('the existing ones decide');
  }
}
