import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import type { SourceFile, ValidationResult } from '../../../src/base/task.ts';
import { createValidator, type ValidatorOptions } from '../../../src/validate/createValidator.ts';
import { defaultLimits } from '../../../src/validate/limits.ts';
import type { Validator } from '../../../src/validate/validator.ts';
import { hasSandbox } from '../../support/sandboxed.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';

const never = new AbortController().signal;
const project = {
  'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
  'src/lib.rs': 'pub mod cart;\npub mod double;\n',
  'src/cart.rs': `/// Adds.
pub fn sum(a: i32, b: i32) -> i32 {
    a + b
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(super::sum(1, 2), 3);
    }
}
`,
};
const double = (body: string): SourceFile => ({
  path: 'src/double.rs',
  content: `/// Doubles.\npub fn double(n: i32) -> i32 {\n    ${body}\n}\n`,
});
const tests = `use shop::double::double;

#[test]
fn doubles() {
    assert_eq!(double(4), 8);
}
`;

/** Rust on PATH, able to link a program. */
function hasRust(folder: string, target: string): boolean {
  try {
    const env = { ...process.env, CARGO_TARGET_DIR: target };
    const args = ['test', '--offline', '--no-run', '--lib'];
    execFileSync('cargo', args, { cwd: folder, stdio: 'ignore', env });
    return true;
  } catch {
    return false;
  }
}

describe('validation of Rust', function () {
  this.timeout(240_000);
  let base: string;
  let folder: string;
  let temporaryFolder: string;
  let validator: Validator;

  before(async function () {
    base = await makeTemporaryFolder();
    folder = join(base, 'workspace');
    temporaryFolder = join(base, 'temporary');
    await fs.mkdir(temporaryFolder);
    for (const [path, content] of Object.entries(project)) {
      await fs.mkdir(dirname(join(folder, path)), { recursive: true });
      await fs.writeFile(join(folder, path), content);
    }
    await fs.writeFile(join(folder, 'src/double.rs'), '');
    if (!hasSandbox() || !hasRust(folder, join(base, 'target'))) this.skip();
    await fs.rm(join(folder, 'src/double.rs'));
    await fs.rm(join(folder, 'Cargo.lock'), { force: true });
    validator = made();
  });
  afterEach(async () => assert.deepEqual(await fs.readdir(temporaryFolder), [], 'nothing is left'));
  after(() => removeTemporaryFolder(base));

  function made(options: Partial<ValidatorOptions> = {}): Validator {
    const isTrusted = (): boolean => true;
    return createValidator({
      ...{ folder, isTrusted, clock: systemClock, temporaryFolder },
      ...options,
    });
  }
  function validate(
    code: SourceFile,
    content = tests,
    { by = validator, others = [] as readonly SourceFile[] } = {},
  ): Promise<ValidationResult> {
    const testPath = 'tests/double_test.rs';
    const files = [code, { path: testPath, content }, ...others];
    return by.validate({ language: 'rust', files, testPaths: [testPath] }, never);
  }

  it('runs the tests that are named, and the unit tests of the package with them', async () => {
    const result = await validate(double('2 * n'));
    assert.equal(result.status, 'passed', JSON.stringify(result));
    assert.deepEqual(
      result.tests.map(({ name, testFile, passed }) => [name, testFile, passed]),
      [
        ['cart::tests::adds', 'src/cart.rs', true],
        ['doubles', 'tests/double_test.rs', true],
      ],
    );
    assert.equal(result.command, 'cargo test --lib --bins --test double_test');
    assert.deepEqual((await fs.readdir(folder)).sort(), ['Cargo.toml', 'src']);
  });

  it('tells of a failed test its message, file and line', async () => {
    const result = await validate(double('n'));
    assert.equal(result.status, 'failed');
    const { message, file, line } = result.tests.find(({ passed }) => !passed) ?? {};
    assert.equal(message, 'assertion `left == right` failed\n  left: 4\n right: 8');
    assert.deepEqual([file, line], ['tests/double_test.rs', 5]);
    assert.equal(result.problem, undefined);
  });

  it('tells where a panic was', async () => {
    const result = await validate(double('let none: Vec<i32> = vec![];\n    none[n as usize]'));
    const { message = '', file, line } = result.tests.find(({ passed }) => !passed) ?? {};
    assert.match(message, /^index out of bounds: the len is 0/);
    assert.deepEqual([file, line], ['src/double.rs', 4]);
  });

  it('tells of what does not compile, and counts no test', async () => {
    const wrong = await validate(double('"a"'));
    assert.match(wrong.problem ?? '', /^src\/double\.rs:3: error\[E0308\]: mismatched types/);
    assert.deepEqual([wrong.status, wrong.tests], ['failed', []]);
    const broken = await validate(double('('));
    assert.match(broken.problem ?? '', /^src\/double\.rs:\d+: SyntaxError: /);
    const lacking = await validate({ path: 'src/double.rs', content: '' });
    assert.match(lacking.problem ?? '', /^tests\/double_test\.rs:1: error\[E0432\]: unresolved/);
  });

  it('fails where no test is run, or where the program ends before its tests are told of', async () => {
    const others = [{ path: 'src/cart.rs', content: '' }];
    const none = await validate(double('2 * n'), 'fn nothing() {}\n', { others });
    assert.deepEqual([none.status, none.problem], ['failed', 'No test was run.']);
    const left = await validate(double('std::process::exit(n - n)'));
    assert.equal(left.status, 'failed');
    assert.match(left.problem ?? '', /^tests\/double_test\.rs reported no test/);
  });

  it('ends what does not end', async () => {
    const by = made({ limits: { ...defaultLimits, wallMs: 5_000 } });
    const result = await validate(double('loop { std::hint::black_box(n); }'), tests, { by });
    assert.equal(result.status, 'failed');
    assert.match(result.problem ?? '', /did not finish within \d+ s/);
  });

  it('lets code neither reach a network nor write outside of its copy', async () => {
    const outside = join(base, 'written');
    const body = `let mut open = 0;
    if std::net::UdpSocket::bind("0.0.0.0:0").and_then(|s| s.connect("192.0.2.1:9")).is_ok() {
        open += n;
    }
    if std::fs::write(${JSON.stringify(outside)}, "").is_ok() {
        open += n;
    }
    open`;
    const result = await validate(double(body), tests.replace('8', '0'));
    assert.equal(result.status, 'passed', JSON.stringify(result));
    await assert.rejects(fs.access(outside));
  });

  it('is unverified, with the reason, where Rust, a crate, a project or a sandbox is missing', async () => {
    const code = double('2 * n');
    const environment = { PATH: base, HOME: base };
    const withoutRust = await validate(code, tests, { by: made({ environment }) });
    assert.deepEqual([withoutRust.status, withoutRust.tests], ['unverified', []]);
    assert.match(withoutRust.problem ?? '', /^Rust 1\.63 or newer was not found/);
    const bare = await validate(code, tests, { by: made({ bubblewrap: [] }) });
    assert.match(bare.problem ?? '', /no sandbox works here/);
    assert.equal(bare.status, 'unverified');
    const empty = join(base, 'empty');
    await fs.mkdir(empty);
    const loose = await validate(code, tests, { by: made({ folder: empty }) });
    assert.match(loose.problem ?? '', /^There is no Cargo\.toml/);
    const content = `${project['Cargo.toml']}\n[dependencies]\ncaravan-none = "1"\n`;
    const absent = await validate(code, tests, { others: [{ path: 'Cargo.toml', content }] });
    assert.match(absent.problem ?? '', /^Crates of the project are not on this machine/);
    assert.equal(absent.status, 'unverified');
  });

  it('parses a file without building it', async function () {
    const code = { path: 'src/a.rs', content: 'mod other;\n\nfn a( -> i32 { 1 }\n' };
    const problem = await validator.checkSyntax?.(code, 'rust', never);
    // Some installations have no rustfmt.
    if (problem === undefined) this.skip();
    assert.match(problem, /^src\/a\.rs:3: SyntaxError: .*, in: fn a\( -> i32 \{ 1 \}$/);
    assert.equal(await validator.checkSyntax?.(double('nope(n)'), 'rust', never), undefined);
  });
});
