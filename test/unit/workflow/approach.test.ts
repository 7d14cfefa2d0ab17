import assert from 'node:assert/strict';
import { nextStep } from '../../../src/workflow/approach.ts';
import type { RunState, Version } from '../../../src/workflow/state.ts';

const budget = { rounds: 9, fixes: 3, fixEvery: 1, fresh: true, testSamples: 3 };
const validation = { status: 'failed', tests: [], output: '', durationMs: 1 } as const;
const first: Version = {
  attempt: 1,
  approach: 'fresh',
  standing: 4,
  userPassed: 1,
  isRightForUser: false,
  votesPassed: 0,
  wholeVotes: 0,
  behaviour: ['a'],
  failure: 'b: AssertionError',
};
const fix: Version = {
  ...first,
  attempt: 2,
  approach: 'fix',
  of: 1,
  userPassed: 2,
  behaviour: ['a', 'b'],
  failure: 'c: AssertionError',
};

/** What comes after the versions, the last of which is the best. */
function after(...tried: readonly [Version, ...Version[]]): string {
  const { attempt } = tried.at(-1) ?? first;
  const best = { files: [], validation, isUsable: true, attempt };
  const state: RunState = {
    blocks: [],
    tests: { code: '', kind: 'existing' },
    existingTests: [{ path: 'a.test.ts', content: '' }],
    tried,
    best,
  } as unknown as RunState;
  return nextStep(state, budget);
}

describe('what comes after a failure', () => {
  it('is mending, once for each version that is better than the last', () => {
    assert.equal(after(first), 'fix');
    assert.equal(after(first, fix), 'fix');
  });

  it('is a fresh start where the same failure is seen twice', () =>
    assert.equal(after(first, { ...fix, failure: 'b: AssertionError' }), 'fresh'));

  it('is a fresh start where a fix lost a passing test', () =>
    assert.equal(after(first, { ...fix, userPassed: 2, behaviour: ['b', 'c'] }), 'fresh'));
});
