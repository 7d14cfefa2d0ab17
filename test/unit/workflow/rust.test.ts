import assert from 'node:assert/strict';
import type { ValidationResult } from '../../../src/base/task.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import {
  bench,
  failed,
  FakeContext,
  FakeValidator,
  fileSystem,
  goodModel,
  never,
  passed,
  removeFolders,
  request,
} from './support.ts';

const task = 'Add a function double(n) that gives a number twice as large';
const test = `use shop_cart::double::double;

#[test]
fn doubles() {
    assert_eq!(double(2), 4);
}
`;
const answer = (path: string, code: string): string => `FILE: ${path}\n\`\`\`rust\n${code}\`\`\``;
const code = 'pub fn double(n: i64) -> i64 {\n    2 * n\n}\n';
const wrapped = `${code}\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn no() {}\n}\n`;
const model = () =>
  goodModel({
    test_generator: answer('tests/double_test.rs', test),
    coder: answer('src/double.rs', wrapped),
  });
const files = {
  'Cargo.toml': '[package]\nname = "shop-cart"\n',
  'src/lib.rs': 'pub mod sum;\n',
  'src/sum.rs': 'pub fn sum() {}\n',
};
const named = { path: 'src/lib.rs', content: 'pub mod sum;\npub mod double;\n' };
const lacking = (problem: string): ValidationResult => ({ ...failed, tests: [], problem });

describe('a task in Rust', () => {
  afterEach(removeFolders);

  it('is written as a module, which the library names from the first trial on', async () => {
    const validator = new FakeValidator(
      lacking(
        'tests/double_test.rs:1: error[E0432]: unresolved import `shop_cart::double::double`',
      ),
      passed,
    );
    const asked = model();
    const ports = await bench({ model: asked, validator, context: new FakeContext(files) });
    const engine = createWorkflowEngine({ fileSystem });
    const result = await engine.start(request({ task, mode: 'code' }), ports, ports.emit, never);
    assert.equal(result.outcome, 'done');
    const tests = { path: 'tests/double_test.rs', content: test };
    assert.deepEqual(
      validator.requests.map((each) => [each.language, each.testPaths, each.files]),
      [
        ['rust', [tests.path], [{ path: 'src/double.rs', content: '' }, tests, named]],
        ['rust', [tests.path], [{ path: 'src/double.rs', content: code }, tests, named]],
      ],
    );
    assert.deepEqual(result.files, [{ path: 'src/double.rs', content: code }, tests, named]);
    assert.equal(asked.requests('test_generator').length, 1);
    const [coder] = asked.requests('coder');
    assert.match(coder?.messages.at(-1)?.content ?? '', /Module: shop_cart::double/);
  });

  it('asks for its tests again where more is wrong than that the code is not there', async () => {
    const validator = new FakeValidator(
      lacking('tests/double_test.rs:5: SyntaxError: expected `;`, found `}`'),
      lacking(
        'tests/double_test.rs:1: error[E0432]: unresolved import `shop_cart::double::double`',
      ),
      passed,
    );
    const asked = model();
    const ports = await bench({ model: asked, validator, context: new FakeContext(files) });
    const engine = createWorkflowEngine({ fileSystem });
    await engine.start(request({ task, mode: 'code' }), ports, ports.emit, never);
    const [, again] = asked.requests('test_generator');
    assert.match(again?.messages.at(-1)?.content ?? '', /could not be loaded: .*SyntaxError/);
  });

  it('has the library name it where only an open proposal does so yet', async () => {
    const previous = [{ path: 'src/double.rs', content: code.replace('2 *', '') }, named];
    const validator = new FakeValidator(failed, passed);
    const context = new FakeContext(files);
    const ports = await bench({ model: model(), validator, context });
    const engine = createWorkflowEngine({ fileSystem });
    const wanted = request({ task: 'Fix double in src/double.rs', mode: 'code', previous });
    const result = await engine.start(wanted, ports, ports.emit, never);
    assert.deepEqual(result.files.at(-1), named);
    assert.deepEqual(validator.requests.at(-1)?.files.at(-1), named);
  });

  it('is named and tested by the path that the user gives its plan', async () => {
    const validator = new FakeValidator(failed, passed);
    const asked = model();
    const plan = { codePath: 'src/twice.rs', testPath: 'tests/twice_test.rs', steps: ['Write it'] };
    const ports = await bench({
      ...{ model: asked, validator, context: new FakeContext(files) },
      ask: async () => ({ decision: 'approve', plan }),
    });
    const engine = createWorkflowEngine({ fileSystem });
    const wanted = request({ task, mode: 'code', approvePlan: true });
    const result = await engine.start(wanted, ports, ports.emit, never);
    const [coder] = asked.requests('coder');
    assert.match(coder?.messages.at(-1)?.content ?? '', /Module: shop_cart::twice/);
    assert.match(result.files.at(-1)?.content ?? '', /^pub mod twice;$/m);
    assert.match(result.files[1]?.content ?? '', /^use shop_cart::twice::double;$/m);
  });

  it('leaves the library alone where it is what changes', async () => {
    const library = 'pub fn double(n: i64) -> i64 {\n    n\n}\n';
    const context = new FakeContext({ 'Cargo.toml': files['Cargo.toml'], 'src/lib.rs': library });
    const asked = goodModel({
      test_generator: answer('tests/lib_test.rs', test.replace('double::double', 'double')),
      coder: answer('src/lib.rs', code),
    });
    const validator = new FakeValidator(failed, passed);
    const ports = await bench({ model: asked, validator, context });
    const engine = createWorkflowEngine({ fileSystem });
    const wanted = request({ task: 'Fix double in src/lib.rs', mode: 'code' });
    const result = await engine.start(wanted, ports, ports.emit, never);
    assert.deepEqual(
      result.files.map(({ path }) => path),
      ['src/lib.rs', 'tests/lib_test.rs'],
    );
  });
});
