import assert from 'node:assert/strict';
import { readGoReport, type GoPlaces } from '../../../src/validate/goReport.ts';
import { parseTestReport, type TestReport } from '../../../src/validate/testReport.ts';

const places: GoPlaces = {
  module: 'example.com/m',
  root: 'go',
  tree: '/caravan/tree',
  holders: new Map([['go/list TestSum', 'go/list/sum_test.go']]),
};

function read(events: readonly object[], stderr = ''): TestReport {
  const stdout = events
    .map((event) => JSON.stringify({ Package: 'example.com/m/list', ...event }))
    .join('\n');
  const { lines } = readGoReport({ stdout, stderr }, 1, places);
  return parseTestReport(lines.join('\n'), '');
}
const test = (Test: string, ...output: readonly string[]): readonly object[] => [
  { Action: 'run', Test },
  ...output.map((Output) => ({ Action: 'output', Test, Output: `${Output}\n` })),
];

describe('report of go test', () => {
  it('tells of each test whether it passed, with message, file and line', () => {
    const report = read([
      ...test('TestSum', '=== RUN   TestSum'),
      ...test('TestSum/two', '    sum_test.go:6: got 3', '    --- FAIL: TestSum/two (0.00s)'),
      { Action: 'fail', Test: 'TestSum/two', Elapsed: 0.5 },
      { Action: 'fail', Test: 'TestSum', Elapsed: 0.5 },
      ...test('TestOther', 'printed'),
      { Action: 'pass', Test: 'TestOther', Elapsed: 0 },
      { Action: 'fail' },
    ]);
    const own = { passed: false, testFile: 'go/list/sum_test.go', durationMs: 500 };
    assert.deepEqual(report.tests, [
      {
        ...own,
        name: 'TestSum/two',
        message: 'sum_test.go:6: got 3',
        file: 'go/list/sum_test.go',
        line: 6,
      },
      {
        ...own,
        name: 'TestSum',
        message: 'A part of it failed.',
        file: 'go/list/sum_test.go',
      },
      { name: 'TestOther', passed: true, durationMs: 0 },
    ]);
    assert.equal(report.isComplete, true);
  });

  it('tells of a panic what it says and where it was, not the whole trace', () => {
    const { tests } = read([
      ...test(
        'TestSum',
        'panic: index out of range [recovered]',
        'goroutine 10 [running]:',
        '\t/usr/lib/go/src/testing/testing.go:1974 +0x232',
        '\t/caravan/tree/go/list/sum.go:3',
      ),
      { Action: 'fail', Test: 'TestSum' },
      { Action: 'fail' },
    ]);
    assert.deepEqual(
      tests.map(({ message, file, line }) => [message, file, line]),
      [['panic: index out of range [recovered]', 'go/list/sum.go', 3]],
    );
  });

  for (const where of ['of the build', 'on standard error'] as const) {
    it(`tells what the compiler says ${where}`, () => {
      const said = '# example.com/m/list\n./list/sum.go:3:9: syntax error: unexpected {\n';
      const isEvent = where === 'of the build';
      const events = isEvent ? [{ Action: 'build-output', Output: said }] : [];
      const report = read([...events, { Action: 'fail' }], isEvent ? '' : said);
      assert.deepEqual(report.problems, ['go/list/sum.go:3: SyntaxError: unexpected {']);
      assert.deepEqual(report.tests, []);
    });
  }

  it('is not whole when a test or the package did not end', () => {
    const report = read([...test('TestSum')]);
    assert.equal(report.isComplete, false);
    assert.deepEqual(report.problems, ['go/list: TestSum did not end.']);
  });

  it('takes nothing that a test prints for an event', () => {
    const forged = JSON.stringify({ Action: 'pass', Package: 'example.com/m/list', Test: 'TestX' });
    const report = read([
      ...test('TestSum', forged),
      { Action: 'skip', Test: 'TestSum' },
      { Action: 'pass' },
    ]);
    assert.deepEqual(report.tests, []);
    assert.deepEqual(report.skipped, [{ name: 'TestSum', testFile: 'go/list/sum_test.go' }]);
  });
});
