import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import type { SourceFile, ValidationResult } from '../../../src/base/task.ts';
import { createValidator, type ValidatorOptions } from '../../../src/validate/createValidator.ts';
import type { Validator } from '../../../src/validate/validator.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import { hasSandbox } from '../../support/sandboxed.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';
import { bench, FakeContext, fileSystem, goodModel, request } from '../../unit/workflow/support.ts';

const never = new AbortController().signal;
const project = {
  'go.mod': 'module example.com/shop\n\ngo 1.20\n',
  'cart/sum.go': 'package cart\n\n// Sum adds.\nfunc Sum(a, b int) int { return a + b }\n',
  'cart/sum_test.go': testOf('TestSum', 'Sum(1, 2)', 3),
};
const double = (body: string): SourceFile => ({
  path: 'cart/double.go',
  content: `package cart\n\n// Double doubles.\nfunc Double(n int) int {\n\t${body}\n}\n`,
});

function testOf(name: string, call: string, value: number): string {
  return `package cart

import "testing"

func ${name}(t *testing.T) {
	if got := ${call}; got != ${value} {
		t.Errorf("got %d", got)
	}
}
`;
}

/** Go where it lies by default, or on PATH; building anything warms its cache, as users' is warm. */
function hasGo(folder: string): boolean {
  try {
    execFileSync('go', ['test', './...'], { cwd: folder, stdio: 'ignore', env: environment });
    return true;
  } catch {
    return false;
  }
}
const environment = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/local/go/bin` };

describe('validation of Go', function () {
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
    if (!hasSandbox() || !hasGo(folder)) this.skip();
    validator = made();
  });
  afterEach(async () => assert.deepEqual(await fs.readdir(temporaryFolder), [], 'nothing is left'));
  after(() => removeTemporaryFolder(base));

  function made(options: Partial<ValidatorOptions> = {}): Validator {
    const isTrusted = (): boolean => true;
    const given = { folder, isTrusted, clock: systemClock, temporaryFolder, environment };
    return createValidator({ ...given, ...options });
  }
  function validate(code: SourceFile, tests: string, by = validator): Promise<ValidationResult> {
    const testPath = 'cart/double_test.go';
    const files = [code, { path: testPath, content: tests }];
    return by.validate({ language: 'go', files, testPaths: [testPath] }, never);
  }
  const tests = testOf('TestDouble', 'Double(4)', 8);

  it('runs the tests of the package, the older ones too, by the command of the project', async () => {
    const result = await validate(double('return 2 * n'), tests);
    assert.equal(result.status, 'passed', JSON.stringify(result));
    assert.deepEqual(
      result.tests.map(({ name, testFile, passed }) => [name, testFile, passed]).sort(),
      [
        ['TestDouble', 'cart/double_test.go', true],
        ['TestSum', 'cart/sum_test.go', true],
      ],
    );
    assert.equal(result.command, 'go test ./cart');
    assert.deepEqual((await fs.readdir(join(folder, 'cart'))).sort(), ['sum.go', 'sum_test.go']);
  });

  it('tells of a failed test its message, file and line', async () => {
    const result = await validate(double('return n'), tests);
    assert.equal(result.status, 'failed');
    const { message, file, line } = result.tests.find(({ passed }) => !passed) ?? {};
    assert.deepEqual([message, file, line], ['double_test.go:7: got 4', 'cart/double_test.go', 7]);
  });

  it('tells where a panic was', async () => {
    const result = await validate(double('return []int{}[n]'), tests);
    const { message = '', file, line } = result.tests.find(({ passed }) => !passed) ?? {};
    assert.match(message, /^panic: runtime error: index out of range/);
    assert.deepEqual([file, line], ['cart/double.go', 5]);
  });

  it('tells of what does not compile, and counts no test', async () => {
    const wrong = await validate(double('return "a"'), tests);
    assert.match(wrong.problem ?? '', /^cart\/double\.go:5: cannot use "a"/);
    assert.deepEqual([wrong.status, wrong.tests], ['failed', []]);
    const broken = await validate(double('return ('), tests);
    assert.match(broken.problem ?? '', /^cart\/double\.go:\d+: SyntaxError: /);
  });

  it('counts the older tests of the package, and fails where none is heard of', async () => {
    const none = await validate(double('return 2 * n'), 'package cart\n');
    assert.equal(none.status, 'passed', 'the older test of the package ran');
    const ended = 'package cart\n\nimport "os"\n\nfunc init() { os.Exit(0) }\n';
    const left = await validate(
      { path: 'cart/double.go', content: ended },
      testOf('TestSumToo', 'Sum(1, 1)', 2),
    );
    assert.deepEqual([left.status, left.problem], ['failed', 'No test was run.']);
  });

  it('lets code neither reach a network nor write outside of its copy', async () => {
    const outside = join(base, 'written');
    const code = `package cart

import (
	"net"
	"os"
)

// Double tells how many of its two ways out are open.
func Double(n int) int {
	open := 0
	if _, err := net.Dial("udp", "192.0.2.1:9"); err == nil {
		open++
	}
	if os.WriteFile(${JSON.stringify(outside)}, nil, 0o600) == nil {
		open++
	}
	return open
}
`;
    const result = await validate(
      { path: 'cart/double.go', content: code },
      testOf('TestDouble', 'Double(4)', 0),
    );
    assert.equal(result.status, 'passed', JSON.stringify(result));
    await assert.rejects(fs.access(outside));
  });

  it('is unverified, with the reason, where Go, a module or a sandbox is missing', async () => {
    const withoutGo = await validate(
      double('return 2 * n'),
      tests,
      made({ environment: { PATH: base } }),
    );
    assert.deepEqual([withoutGo.status, withoutGo.tests], ['unverified', []]);
    assert.match(withoutGo.problem ?? '', /^Go 1\.20 or newer was not found/);
    const bare = await validate(double('return 2 * n'), tests, made({ bubblewrap: [] }));
    assert.match(bare.problem ?? '', /no sandbox works here/);
    assert.equal(bare.status, 'unverified');
    const empty = join(base, 'empty');
    await fs.mkdir(empty, { recursive: true });
    const loose = await validate(double('return 2 * n'), tests, made({ folder: empty }));
    assert.match(loose.problem ?? '', /^There is no go\.mod/);
    const module = { path: 'go.mod', content: 'module m\n\nrequire example.com/none v1.0.0\n' };
    const files = [double('return 2 * n'), { path: 'cart/double_test.go', content: tests }, module];
    const using = files.with(0, {
      path: 'cart/double.go',
      content:
        'package cart\n\nimport "example.com/none"\n\nfunc Double(n int) int { return none.Two(n) }\n',
    });
    const absent = await validator.validate(
      { language: 'go', files: using, testPaths: ['cart/double_test.go'] },
      never,
    );
    assert.match(absent.problem ?? '', /^Modules of the project are not on this machine/);
    assert.equal(absent.status, 'unverified');
  });

  it('parses a file without running it', async () => {
    const code = { path: 'cart/a.go', content: 'package cart\n\nfunc A( int { return 1 }\n' };
    assert.match(
      (await validator.checkSyntax?.(code, 'go', never)) ?? '',
      /^cart\/a\.go:3: SyntaxError: .*, in: func A\( int \{ return 1 \}$/,
    );
    assert.equal(await validator.checkSyntax?.(double('return n'), 'go', never), undefined);
  });

  it('carries a task to tested code, from the plan to the verdict', async () => {
    const file = ({ path, content }: SourceFile): string =>
      `FILE: ${path}\n\`\`\`go\n${content}\`\`\``;
    const model = goodModel({
      test_generator: file({ path: 'cart/double_test.go', content: tests }),
      coder: file({
        ...double('return 2 * n'),
        content: double('return 2 * n').content.replace('cart', 'main\n\nimport "fmt"'),
      }),
    });
    const ports = { ...(await bench({ model, context: new FakeContext(project) })), validator };
    const task = 'Add a function Double(n) that gives an int twice as large';
    const engine = createWorkflowEngine({ fileSystem });
    const result = await engine.start(request({ task, mode: 'code' }), ports, ports.emit, never);
    assert.equal(result.outcome, 'done', JSON.stringify(result));
    assert.deepEqual(result.files.map(({ path }) => path).sort(), [
      'cart/double.go',
      'cart/double_test.go',
    ]);
    assert.match(
      result.files.find(({ path }) => path === 'cart/double.go')?.content ?? '',
      /^package cart\n/,
    );
    const verdicts = ports.events.flatMap((event) =>
      event.type === 'node-end' && event.result?.kind === 'validation'
        ? [event.result.validation]
        : [],
    );
    assert.deepEqual(
      verdicts.map(({ status }) => status),
      ['passed'],
    );
  });
});
