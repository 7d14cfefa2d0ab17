import assert from 'node:assert/strict';
import { budgetOf } from '../../../src/workflow/budget.ts';
import { betterRound, afterLookBack, type FirstRound } from '../../../src/workflow/secondRound.ts';
import type { Candidate, RunState, Version } from '../../../src/workflow/state.ts';
import { failed, request } from './support.ts';

const version = (attempt: number, changes: Partial<Version> = {}): Version => ({
  attempt,
  approach: 'fresh',
  standing: 2,
  userPassed: 0,
  isRightForUser: true,
  votesPassed: 0,
  wholeVotes: 0,
  behaviour: [],
  ...changes,
});
const made = (attempt: number): Candidate => ({
  files: [{ path: 'a.ts', content: `let attempt = ${attempt};` }],
  validation: failed,
  isUsable: true,
  attempt,
});
const first = (changes: Partial<Version> = {}): FirstRound => ({
  attempts: 6,
  fixes: 2,
  plan: { language: 'typescript', codePath: 'a.ts', testPath: 'a.test.ts', steps: [] },
  tests: { code: '', kind: 'generated' },
  existingTests: [],
  tried: [version(3, changes)],
  best: made(3),
});
const ended = (changes: Partial<Version>, before: Partial<Version> = {}): RunState =>
  ({ first: first(before), best: made(7), tried: [version(7, changes)] }) as unknown as RunState;

describe('the two rounds of a run', () => {
  it('share the versions and fixes that a run of one round has', () => {
    const one = budgetOf(request({ maxIterations: 3 }));
    const two = request({ maxIterations: 3, secondRound: true });
    assert.equal(one.rounds, 9);
    assert.equal(budgetOf(two).rounds, 6);
    const later = budgetOf(two, { first: first() });
    assert.deepEqual([later.rounds, later.fixes], [3, 1]);
    assert.equal(budgetOf(two, { first: { ...first(), attempts: 20, fixes: 9 } }).rounds, 0);
  });

  it('give the better version, that of the first round on a tie', () => {
    assert.equal(betterRound(ended({ standing: 4 })).best?.attempt, 7);
    assert.equal(betterRound(ended({})).best?.attempt, 3);
    assert.equal(betterRound(ended({ standing: 1 })).best?.attempt, 3);
    const wrong = ended({ standing: 4, isRightForUser: false }, { standing: 2 });
    assert.equal(betterRound(wrong).best?.attempt, 3);
    const alone = { best: made(7), tried: [version(7)] } as unknown as RunState;
    assert.equal(betterRound(alone), alone);
  });

  it('end after the second one', () => {
    const state = ended({});
    assert.deepEqual(afterLookBack({ ...state, plan: undefined }), ['planner', 'researcher']);
    assert.deepEqual(afterLookBack({ ...state, plan: first().plan }), ['finish']);
    assert.deepEqual(afterLookBack({ ...state, first: undefined }), ['finish']);
  });
});
