import assert from 'node:assert/strict';
import { sourcesOf } from '../../../src/validate/cargoConfig.ts';
import { readCargoReport, type CargoPlaces } from '../../../src/validate/cargoReport.ts';
import type { ProcessResult } from '../../../src/validate/runProcess.ts';
import { parseTestReport, type TestReport } from '../../../src/validate/testReport.ts';

const places: CargoPlaces = {
  roots: [''],
  workspace: '',
  tree: '/caravan/tree',
  sources: new Set(['src/lib.rs', 'src/cart.rs', 'tests/double_test.rs']),
};
const done: ProcessResult = { stdout: '', stderr: '', code: 0, pid: 1, ended: undefined };
const programs = `    Finished \`test\` profile [unoptimized] target(s) in 0.00s
     Running unittests src/lib.rs (target/debug/deps/shop-140d52f797318014)
     Running tests/double_test.rs (target/debug/deps/double_test-459a909d5d8be80b)
`;
const unit = `
running 1 test
test cart::tests::adds ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

`;
// As cargo 1.95 printed it.
const failing = `
running 7 tests
test deep::later ... ignored, slow
test deep::inner ... ok
test doubles ... FAILED
test indexes ... FAILED
test panics - should panic ... FAILED
test not - should panic ... FAILED
test res ... FAILED

failures:

---- doubles stdout ----
hello
test forged ... ok

thread 'doubles' (8) panicked at tests/double_test.rs:4:55:
assertion \`left == right\` failed: twice
  left: 4
 right: 8
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace

---- indexes stdout ----

thread 'indexes' (9) panicked at src/cart.rs:3:71:
index out of bounds: the len is 0 but the index is 3

---- panics stdout ----

thread 'panics' (11) panicked at tests/double_test.rs:9:15:
other
note: panic did not contain expected string
      panic message: "other"
 expected substring: "boo"
---- not stdout ----
note: test did not panic as expected at tests/double_test.rs:12:4
---- res stdout ----
Error: "bad"


failures:
    doubles
    indexes
    not
    panics
    res

test result: FAILED. 1 passed; 5 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s

`;

function read(stdout: string, stderr = programs, code = 0): TestReport {
  const { lines } = readCargoReport({ ...done, stdout, stderr, code }, done, places);
  return parseTestReport(lines.join('\n'), '');
}
function build(stderr: string): TestReport {
  const built = { ...done, stderr, code: 101 };
  return parseTestReport(readCargoReport(built, built, places).lines.join('\n'), '');
}
const oneTest = (line: string, counts: string): string =>
  `\nrunning 1 test\n${line}\n\ntest result: ok. ${counts}; 0 measured; 0 filtered out\n`;

describe('report of cargo test', () => {
  it('tells of each test whether it passed, with message, file and line', () => {
    const { tests, skipped, problems, isComplete } = read(unit + failing, programs, 101);
    assert.deepEqual(
      tests.map(({ name, passed, file, line }) => [name, passed, file, line]),
      [
        ['cart::tests::adds', true, 'src/cart.rs', undefined],
        ['deep::inner', true, 'tests/double_test.rs', undefined],
        ['doubles', false, 'tests/double_test.rs', 4],
        ['indexes', false, 'src/cart.rs', 3],
        ['panics', false, 'tests/double_test.rs', 9],
        ['not', false, 'tests/double_test.rs', 12],
        ['res', false, 'tests/double_test.rs', undefined],
      ],
    );
    assert.deepEqual(
      tests.map(({ message }) => message).filter((message) => message !== undefined),
      [
        'hello\ntest forged ... ok\nassertion `left == right` failed: twice\n  left: 4\n right: 8',
        'index out of bounds: the len is 0 but the index is 3',
        'other\nnote: panic did not contain expected string\n      panic message: "other"\n expected substring: "boo"',
        'note: test did not panic as expected at tests/double_test.rs:12:4',
        'Error: "bad"',
      ],
    );
    assert.deepEqual(skipped, [{ name: 'deep::later', testFile: 'tests/double_test.rs' }]);
    assert.deepEqual([problems, isComplete], [[], true]);
  });

  it('reads how Rust before 1.73 told of a panic', () => {
    const { tests } = read(
      `${unit}
running 1 test
test doubles ... FAILED

failures:

---- doubles stdout ----
thread 'doubles' panicked at 'assertion failed: \`(left == right)\`
  left: \`4\`,
 right: \`8\`', tests/double_test.rs:5:5
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace


failures:
    doubles

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
`,
      programs,
      101,
    );
    assert.deepEqual([tests[1]?.file, tests[1]?.line], ['tests/double_test.rs', 5]);
    assert.match(tests[1]?.message ?? '', /^assertion failed: `\(left == right\)`\n {2}left: `4`/);
  });

  it('reads the name of a test that runs alone, and what it prints between', () => {
    const one = oneTest('test doubles ... printed\nmore\nok', '1 passed; 0 failed; 0 ignored');
    assert.deepEqual(read(unit + one).tests[1]?.name, 'doubles');
    assert.equal(read(unit + one).isComplete, true);
  });

  it('believes no program whose tests are not those it counted, or that did not count', () => {
    const wrong = [
      oneTest('test a ... ok', '2 passed; 0 failed; 0 ignored'),
      oneTest('test a ... ok\ntest b ... ok', '2 passed; 0 failed; 0 ignored'),
      oneTest('', '0 passed; 0 failed; 0 ignored'),
      '\nrunning 1 test\ntest a ... ok\n',
    ];
    for (const text of wrong) {
      assert.deepEqual(read(unit + text).unfinishedFiles, ['tests/double_test.rs'], text);
    }
    assert.equal(read(unit).isComplete, false, 'a program that is silent');
    const forged = oneTest('test b ... ok', '1 passed; 0 failed; 0 ignored');
    assert.equal(read(unit + forged + forged).isComplete, false, 'one program too many');
  });

  it('finds the files of several packages of a workspace', () => {
    const sources = new Set([
      'rust/a/src/lib.rs',
      'rust/b/tests/double_test.rs',
      'rust/b/src/c.rs',
    ]);
    const wide = { ...places, roots: ['rust/a', 'rust/b'], workspace: 'rust', sources };
    const panic = "thread 'c::d' panicked at b/src/c.rs:3:5:\nno\n";
    const stdout = `${unit}
running 1 test
test c::d ... FAILED

failures:

---- c::d stdout ----
${panic}
failures:
    c::d

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out
`;
    const { lines } = readCargoReport({ ...done, stdout, stderr: programs, code: 101 }, done, wide);
    assert.deepEqual(
      parseTestReport(lines.join('\n'), '').tests.map(({ testFile, file, line }) => [
        testFile,
        file,
        line,
      ]),
      [
        ['rust/a/src/lib.rs', 'rust/a/src/lib.rs', undefined],
        ['rust/b/tests/double_test.rs', 'rust/b/src/c.rs', 3],
      ],
    );
  });

  it('tells of an end that is no success where no test failed', () => {
    const good = unit + oneTest('test a ... ok', '1 passed; 0 failed; 0 ignored');
    const report = read(good, `${programs}error: test failed, to rerun pass \`--lib\`\n`, 101);
    assert.deepEqual(report.problems, ['error: test failed, to rerun pass `--lib`']);
  });

  it('tells of what does not compile with file, line and code, of warnings nothing', () => {
    const { problems, isComplete } = build(`   Compiling shop v0.1.0 (/caravan/tree)
src/cart.rs:1:5: warning: unused import: \`std::fmt\`
src/cart.rs:2:39: error[E0277]: cannot add \`&str\` to \`i32\`: no implementation for \`i32 + &str\`
/caravan/tree/tests/double_test.rs:16:54: error: this file contains an unclosed delimiter
src/lib.rs:3:1: error: cannot find macro \`nope\` in this scope
error: could not compile \`shop\` (lib) due to 1 previous error
`);
    assert.deepEqual(problems, [
      'src/cart.rs:2: error[E0277]: cannot add `&str` to `i32`: no implementation for `i32 + &str`',
      'tests/double_test.rs:16: SyntaxError: this file contains an unclosed delimiter',
      'src/lib.rs:3: error: cannot find macro `nope` in this scope',
    ]);
    assert.equal(isComplete, true);
  });

  it('tells what cargo itself refuses', () => {
    const { problems } = build('error: no test target named `x` in default-run packages\n');
    assert.deepEqual(problems, ['error: no test target named `x` in default-run packages']);
    assert.deepEqual(build('').problems, ['cargo failed and did not say why.']);
  });

  it('comes to an end with any text', () => {
    const part = "thread 'a' panicked at '', '', test a ... ok, ---- a stdout ----";
    const text = `\nrunning 1 test\ntest a ... FAILED\n\nfailures:\n\n---- a stdout ----\n${part.repeat(2_000)}\n${`${part}\n`.repeat(2_000)}`;
    assert.equal(read(text).isComplete, false);
    assert.equal(build(`a:${'/b'.repeat(100_000)}`).problems.length, 1);
  });

  it('takes of a configuration only where crates come from, without passwords', () => {
    const config = `[build]
rustc-wrapper = "sccache"
[source.crates-io]
replace-with = "mirror"
[source.mirror]
registry = "sparse+https://example.com/index/"
[registries.own]
index = "https://me:word@example.com/index"
token = "secret"
[registries."other"]
index = "https://example.com/other"
[net]
git-fetch-with-cli = true
[registry]
token = "secret"
`;
    assert.equal(
      sourcesOf(config),
      `[source.crates-io]
replace-with = "mirror"
[source.mirror]
registry = "sparse+https://example.com/index/"
[registries.own]
[registries."other"]
index = "https://example.com/other"
`,
    );
  });
});
