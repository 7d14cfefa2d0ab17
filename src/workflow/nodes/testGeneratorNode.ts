import { existingBlock, testsBlock } from '../../agents/blocks.ts';
import { exampleTests } from '../../agents/exampleTests.ts';
import { generateTests } from '../../agents/testGenerator.ts';
import type { TestTarget } from '../../agents/testTarget.ts';
import type { AgentContext, Plan, TestDraft } from '../../agents/types.ts';
import type { SourceFile } from '../../base/task.ts';
import { userText, type UserText } from '../../base/userText.ts';
import { prefixOf } from '../promptPrefix.ts';
import { planOf } from '../runParts.ts';
import type { NodeScope, NodeWork } from '../scope.ts';

/** Reads what the plan touches, then writes the tests, before any code. */
export const testGeneratorNode: NodeWork = async (state, scope) => {
  const plan = planOf(state);
  const existing = await scope.ports.context.read(plan.codePath, scope.signal);
  const existingTests = await readAll(plan.existingTests ?? [], scope);
  const before =
    existing === undefined ? [] : [existingBlock({ path: plan.codePath, content: existing })];
  const agent = { ...scope.agent, prefix: prefixOf([...state.blocks, ...before]) };
  const tests: TestDraft =
    state.goal?.type === 'debug' && existingTests.length > 0
      ? { code: '', kind: 'existing' }
      : await testsFor(scope.request.task, { ...plan, symbol: plan.symbol }, agent);
  const made = tests.kind === 'existing' ? [] : [{ path: plan.testPath, content: tests.code }];
  return {
    update: {
      ...(existing !== undefined && { existing }),
      existingTests,
      tests,
      blocks: [...before, testsBlock([...existingTests, ...made])],
    },
    summary: summaryOf(tests, plan),
  };
};

/** The user's own examples, if the task gives any: a model could only make them worse. */
async function testsFor(task: string, target: TestTarget, agent: AgentContext): Promise<TestDraft> {
  const code = exampleTests(task, target);
  return code === undefined ? generateTests(target, agent) : { code, kind: 'generated' };
}

async function readAll(
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
    case 'smoke':
      return userText('none usable; a smoke test stands in');
    case 'existing':
      return userText('the existing ones decide');
  }
}
