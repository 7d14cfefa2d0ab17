import assert from 'node:assert/strict';
import { judge } from '../../../src/validate/judge.ts';
import { defaultLimits } from '../../../src/validate/limits.ts';

describe('verdict', () => {
  const secret = 'abc ';
  const testFiles = [
    { path: 'a.test.ts', content: `describe('s', () => { it('one', () => {}); it('two', f); });` },
  ];

  function verdict(...values: unknown[]): ReturnType<typeof judge> {
    const stdout = values.map((value) => `${secret}${JSON.stringify(value)}\n`).join('');
    const result = { stdout, stderr: '', code: 0, pid: 1, ended: undefined };
    return judge(result, { secret, tree: '/tree', limits: defaultLimits, testFiles });
  }
  const test = (name: string, passed = true): unknown => ({
    type: 'test',
    testFile: 'a.test.ts',
    name,
    passed,
  });
  const end = { type: 'end' };

  it('passes when every test of the files was told as passed', () => {
    assert.equal(verdict(test('s > one'), test('s > two'), end).status, 'passed');
    assert.equal(verdict(test('s::one'), test('x.s › two'), end).status, 'passed');
  });

  it('fails when a test of the files was not told, however many others passed', () => {
    const { status, problem } = verdict(test('s > one'), test('s > three'), end);
    assert.equal(status, 'failed');
    assert.equal(problem, 'a.test.ts did not run its test "s > two".');
  });

  it('takes a test for told when its own file skips it, but not for passed', () => {
    const skipped = (name: string): unknown => ({ ...(test(name) as object), type: 'skipped' });
    assert.equal(verdict(test('s > one'), skipped('s > two'), end).status, 'passed');
    assert.equal(verdict(skipped('s > one'), skipped('s > two'), end).status, 'failed');
  });

  it('does not take a test of another file, or of another suite, for the one that is missing', () => {
    const other = { ...(test('s > two') as object), testFile: 'b.test.ts' };
    assert.equal(verdict(test('s > one'), other, end).status, 'failed');
    assert.equal(verdict(test('s > one'), test('r > two'), end).status, 'failed');
  });

  it('says that there is no network when a test asked for one (T05)', () => {
    const failing = { ...(test('s > one', false) as object), message: 'getaddrinfo ENOTFOUND x' };
    assert.match(verdict(failing, test('s > two'), end).problem ?? '', /no network/);
    const refused = { ...failing, message: 'Error: wrong' };
    assert.equal(verdict(refused, test('s > two'), end).problem, undefined);
    const passing = { ...failing, passed: true };
    assert.equal(verdict(passing, test('s > two'), end).problem, undefined);
  });

  it('says which bound was met, by what was counted or printed, in words that can be translated', () => {
    const bounds = { processes: 256, memoryBytes: 2 * 1024 ** 3, met: undefined };
    const evidence = { secret, tree: '/tree', limits: defaultLimits, testFiles };
    const told = (message: string, met?: 'processes' | 'memory'): ReturnType<typeof judge> => {
      const values = [{ ...(test('s > one', false) as object), message }, test('s > two'), end];
      const stdout = values.map((value) => `${secret}${JSON.stringify(value)}\n`).join('');
      const result = { stdout, stderr: '', code: 0, pid: 1, ended: undefined };
      return judge(result, { ...evidence, bounds: { ...bounds, met } });
    };
    const processes = told("RuntimeError: can't start new thread");
    assert.match(processes.problem ?? '', /too many processes: 256 processes/);
    assert.deepEqual(processes.reason?.args, [256]);
    assert.match(told('x', 'processes').problem ?? '', /too many processes/);
    assert.match(told('x', 'memory').problem ?? '', /exceeded the 2 GB/);
    assert.match(told('OSError: [Errno 28] No space left').problem ?? '', /256 MB is the limit/);
    assert.equal(told('expected EAGAIN, a MemoryErrorish thing, ENOSPC').problem, undefined);
  });

  it('fails without an end, with a problem, or with a failed test', () => {
    const all = [test('s > one'), test('s > two')];
    assert.equal(verdict(...all).status, 'failed');
    assert.equal(verdict(...all, { type: 'problem', message: 'x' }, end).status, 'failed');
    assert.equal(verdict(...all, test('s > four', false), end).status, 'failed');
  });
});
