import { existingBlock, isTestsBlock, testsBlock } from '../../agents/blocks.ts';
import { exampleTests } from '../../agents/exampleTests.ts';
import type { Plan, TestDraft } from '../../agents/types.ts';
import type { SourceFile } from '../../base/task.ts';
import { userText, type UserText } from '../../base/userText.ts';
import { blocksWith } from '../approach.ts';
import { budgetOf } from '../budget.ts';
import { prefixOf } from '../promptPrefix.ts';
import { planOf } from '../runParts.ts';
import type { NodeOutput, NodeScope, NodeWork } from '../scope.ts';
import type { RunState } from '../state.ts';
import { decideBefore } from '../testTrial.ts';
import { firstSample, furtherSamples } from '../testSampling.ts';

/**
 * Sees to the tests: before any code the user's own, where they say what is wanted, else a sample of
 * the model's; and once more when code and sample contradict each other.
 */
export const testGeneratorNode: NodeWork = (state, scope) =>
  state.tests === undefined ? testsBefore(state, scope) : testsAgain(state, scope);

async function testsBefore(state: RunState, scope: NodeScope): Promise<NodeOutput> {
  const plan = planOf(state);
  const existing = await scope.ports.context.read(plan.codePath, scope.signal);
  const existingTests = await readAll(plan.existingTests ?? [], scope);
  const before =
    existing === undefined
      ? []
      : [existingBlock({ path: plan.codePath, content: existing }, scope.request)];
  const agent = {
    ...scope.agent,
    prefix: prefixOf([...state.blocks, ...before], scope.request.promptTokens),
  };
  const tests = await testsFor({ ...state, existing, existingTests }, { ...scope, agent });
  const own = tests.kind === 'existing' ? [] : [fileOf(tests, plan)];
  return {
    update: {
      ...(existing !== undefined && { existing }),
      existingTests,
      tests,
      blocks: [...before, testsBlock([...existingTests, ...own])],
    },
    summary: summaryOf(tests, plan),
  };
}

async function testsFor(state: RunState, scope: NodeScope): Promise<TestDraft> {
  const plan = planOf(state);
  const { existingTests = [] } = state;
  const examples = exampleTests(scope.request.task, { ...plan, symbol: plan.symbol });
  const users: TestDraft | undefined =
    examples !== undefined
      ? { code: examples, kind: 'examples' }
      : existingTests.length > 0
        ? { code: '', kind: 'existing' }
        : undefined;
  if (users) {
    const own = users.kind === 'examples' ? [fileOf(users, plan)] : [];
    if (await decideBefore([...own, ...existingTests], state, scope)) return users;
  }
  const sample = await firstSample(state, scope);
  return users?.kind === 'examples' && sample.kind === 'smoke' ? users : sample;
}

/** More samples to judge the code at hand by; what the first one alone said of it is forgotten. */
async function testsAgain(state: RunState, scope: NodeScope): Promise<NodeOutput> {
  const { best, tried = [] } = state;
  const unseen = blocksWith(state.blocks, undefined).filter((block) => !isTestsBlock(block));
  const agent = { ...scope.agent, prefix: prefixOf(unseen, scope.request.promptTokens) };
  const { testSamples } = budgetOf(scope.request, state);
  const votes = await furtherSamples(testSamples, state, { ...scope, agent });
  return {
    update: {
      votes,
      tried: tried.slice(0, -1),
      best: best?.attempt === tried.at(-1)?.attempt ? undefined : best,
    },
    summary: userText('further sets of tests: {0}', votes.length),
  };
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
