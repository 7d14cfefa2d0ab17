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

const task = 'Add a function Double(n) that gives an int twice as large';
const test = `package cart

import "testing"

func TestDouble(t *testing.T) {
	if Double(2) != 4 {
		t.Fatal("no")
	}
}
`;
const answer = (path: string, code: string): string => `FILE: ${path}\n\`\`\`go\n${code}\`\`\``;
const code = 'package cart\n\nfunc Double(n int) int { return 2 * n }\n';
const model = () =>
  goodModel({
    test_generator: answer('cart/double_test.go', test),
    coder: answer('cart/double.go', code),
  });
const files = {
  'go.mod': 'module demo',
  'cart/sum.go': 'package cart\n',
  'cart/max.go': 'package cart\n',
};
const lacking = (problem: string): ValidationResult => ({ ...failed, tests: [], problem });

describe('a task in Go', () => {
  afterEach(removeFolders);

  it('is planned and written in the package of the folder, its tests before the code', async () => {
    const validator = new FakeValidator(
      lacking('cart/double_test.go:6: undefined: Double'),
      passed,
    );
    const asked = model();
    const ports = await bench({ model: asked, validator, context: new FakeContext(files) });
    const engine = createWorkflowEngine({ fileSystem });
    const result = await engine.start(request({ task, mode: 'code' }), ports, ports.emit, never);
    assert.equal(result.outcome, 'done');
    assert.deepEqual(
      validator.requests.map(({ language, testPaths, files: [first] }) => [
        language,
        testPaths,
        first,
      ]),
      [
        ['go', ['cart/double_test.go'], { path: 'cart/double.go', content: 'package cart\n' }],
        ['go', ['cart/double_test.go'], { path: 'cart/double.go', content: code }],
      ],
    );
    assert.equal(asked.requests('test_generator').length, 1);
    const [coder] = asked.requests('coder');
    assert.match(coder?.messages.at(-1)?.content ?? '', /The first line is: package cart/);
  });

  it('asks for its tests again where more is wrong than that the code is not there', async () => {
    const validator = new FakeValidator(
      lacking('cart/double_test.go:6: undefined: Double\ncart/double_test.go:7: x is not used'),
      lacking('cart/double_test.go:6: undefined: Double'),
      passed,
    );
    const asked = model();
    const ports = await bench({ model: asked, validator, context: new FakeContext(files) });
    const engine = createWorkflowEngine({ fileSystem });
    await engine.start(request({ task, mode: 'code' }), ports, ports.emit, never);
    const [, again] = asked.requests('test_generator');
    assert.match(again?.messages.at(-1)?.content ?? '', /could not be loaded: .*undefined: Double/);
  });

  it('is answered in words where the folder has no go.mod', async () => {
    const context = new FakeContext({ 'sum.go': 'package cart\n', 'max.go': 'package cart\n' });
    const ports = await bench({ model: goodModel(), context });
    const engine = createWorkflowEngine({ fileSystem });
    const result = await engine.start(request({ task, mode: 'code' }), ports, ports.emit, never);
    assert.equal(result.outcome, 'answered');
    assert.match(
      result.answer,
      /in Go only in a folder with a go\.mod: .* nothing of it was tested/,
    );
  });
});
