import assert from 'node:assert/strict';
import type { ValidationResult } from '../../../src/base/task.ts';
import type { Candidate, Version } from '../../../src/workflow/state.ts';
import type { TestSets } from '../../../src/workflow/testSets.ts';
import {
  agreement,
  isBetter,
  isBorneOut,
  isSettled,
  isStuck,
  versionOf,
} from '../../../src/workflow/versions.ts';

const file = (path: string) => ({ path, content: '' });
const sets: TestSets = {
  user: [file('mine.test.ts')],
  votes: [file('a.test.ts'), file('b.test.ts'), file('c.test.ts')],
  smoke: [],
};
const onlyVotes: TestSets = { ...sets, user: [] };

/** Outcomes as `file:passed/failed`, e.g. `a:2/1`. */
const result = (...files: readonly string[]): ValidationResult => {
  const tests = files.flatMap((each) => {
    const [name = '', counts = ''] = each.split(':');
    const [good = 0, bad = 0] = counts.split('/').map(Number);
    return Array.from({ length: good + bad }, (_, index) => ({
      name: `${name} ${index}`,
      passed: index < good,
      testFile: `${name}.test.ts`,
    }));
  });
  const isGood = tests.every((test) => test.passed);
  return { status: isGood ? 'passed' : 'failed', tests, output: '', durationMs: 1 };
};

let attempts = 0;
const version = (
  validation: ValidationResult,
  of: TestSets = onlyVotes,
  approach: Version['approach'] = 'fresh',
): Version => {
  const candidate: Candidate = {
    files: [file('code.ts')],
    validation,
    isUsable: true,
    attempt: ++attempts,
  };
  return versionOf(candidate, of, { approach });
};

describe('ranking versions of the code', () => {
  it('puts the user’s tests above any number of the model’s', () => {
    const mine = version(result('mine:2/0', 'a:0/3', 'b:0/3', 'c:0/3'), sets);
    const theirs = version(result('mine:1/1', 'a:3/0', 'b:3/0', 'c:3/0'), sets);
    assert.ok(isBetter(mine, theirs, [mine, theirs]));
    assert.ok(!isBetter(theirs, mine, [mine, theirs]));
  });

  it('counts the model’s tests as votes', () => {
    const more = version(result('a:2/1', 'b:3/0'));
    const fewer = version(result('a:2/1', 'b:2/1'));
    assert.ok(isBetter(more, fewer, [fewer, more]));
  });

  it('keeps the earlier version on a tie, unless fresh attempts agree with the later one', () => {
    const first = version(result('a:2/1', 'b:1/2'));
    const other = version(result('a:1/2', 'b:2/1'));
    const same = version(result('a:1/2', 'b:2/1'));
    assert.ok(!isBetter(other, first, [first, other]));
    assert.ok(isBetter(same, first, [first, other, same]));
  });

  it('counts no fix as agreement: it copies what it mends', () => {
    const fresh = version(result('a:1/2'));
    const fix = version(result('a:1/2'), onlyVotes, 'fix');
    assert.equal(agreement(fresh, [fresh, fix]), 1);
    assert.equal(agreement(fix, [fresh, fix]), 1);
  });
});

describe('mending', () => {
  const first = version(result('mine:1/2'), sets);
  const fixed = (validation: ValidationResult): Version => ({
    ...version(validation, sets, 'fix'),
    of: first.attempt,
  });
  const failing = (...names: readonly string[]): ValidationResult => {
    const all = ['mine 0', 'mine 1', 'mine 2', 'mine 3'];
    const tests = all.map((name) => {
      const test = { name, passed: !names.includes(name), testFile: 'mine.test.ts' };
      return test.passed ? test : { ...test, message: `AssertionError: ${name}` };
    });
    return { status: 'failed', tests, output: '', durationMs: 1 };
  };

  it('goes on where another test fails than before and none was lost', () => {
    const next = fixed(failing('mine 3'));
    assert.ok(isBetter(next, first, [first, next]));
    assert.equal(isStuck(next, [first, next]), false);
  });

  it('ends where the same failure is seen again', () => {
    const next = { ...fixed(failing('mine 3')), failure: first.failure ?? '' };
    assert.ok(next.failure !== '');
    assert.equal(isStuck(next, [first, next]), true);
  });

  it('ends where a test was lost, however many were won', () => {
    const next = fixed(failing('mine 0'));
    assert.ok(isBetter(next, first, [first, next]), 'three pass now, and one did');
    assert.equal(isStuck(next, [first, next]), true);
  });

  it('is not ended by a fresh attempt', () => {
    const next = { ...version(result('mine:1/2'), sets), of: first.attempt };
    assert.equal(isStuck(next, [first, next]), false);
  });
});

describe('settling a run', () => {
  it('is done when all tests passed', () => {
    const good = version(result('a:2/0', 'b:3/0', 'c:1/0'));
    assert.ok(isSettled(good, [good], 3));
  });

  it('is not done when a vote fails and only one attempt behaves like that', () => {
    const single = version(result('a:2/0', 'b:3/0', 'c:1/1'));
    assert.ok(!isSettled(single, [single], 3));
  });

  it('is done when a second attempt behaves alike and most samples bear them out', () => {
    const [one, two] = [result('a:2/0', 'b:3/0', 'c:1/1'), result('a:2/0', 'b:3/0', 'c:1/1')].map(
      (each) => version(each),
    );
    assert.ok(one && two);
    assert.ok(isSettled(one, [one, two], 3));
  });

  it('asks for a third attempt when few samples bear them out, and for more when none does', () => {
    const weak = [1, 2, 3].map(() => version(result('a:2/0', 'b:2/1', 'c:1/1')));
    const [first] = weak;
    assert.ok(first);
    assert.ok(!isSettled(first, weak.slice(0, 2), 3));
    assert.ok(isSettled(first, weak, 3));
    const none = [1, 2, 3, 4].map(() => version(result('a:2/1', 'b:2/1', 'c:1/1')));
    assert.ok(none[0] && !isSettled(none[0], none, 3));
  });

  it('counts as verified only when most attempts behave alike', () => {
    const alike = [1, 2].map(() => version(result('a:2/0', 'b:3/0', 'c:1/1')));
    const others = [3, 4].map((bad) => version(result(`a:0/${bad}`)));
    const [best] = alike;
    assert.ok(best);
    assert.ok(isBorneOut(best, [...alike, ...others.slice(1)], 3));
    assert.ok(isSettled(best, [...alike, ...others], 3));
    assert.ok(!isBorneOut(best, [...alike, ...others], 3));
  });

  it('is never done while a test of the user fails', () => {
    const alike = [1, 2, 3].map(() => version(result('mine:1/1', 'a:2/0', 'b:3/0', 'c:1/0'), sets));
    assert.ok(alike[0] && !isSettled(alike[0], alike, 3));
  });
});
