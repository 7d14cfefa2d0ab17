import assert from 'node:assert/strict';
import type { ValidationResult } from '../../../src/base/task.ts';
import type { Validator } from '../../../src/validate/validator.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import type { RunResult } from '../../../src/workflow/run.ts';
import type { ModelScript } from '../../support/scriptedModel.ts';
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
  started,
} from './support.ts';

const tests = `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { parse, total } from '../src/sums.ts';
test('parses', () => assert.deepEqual(parse('1 2'), [1, 2]));
test('adds', () => assert.equal(total('1 2'), 3));
`;
const parse =
  'export function parse(text: string): number[] {\n  return text.split(" ").map(Number);\n}';
const total =
  'export function total(text: string): number {\n  return parse(text).reduce((a, b) => a + b, 0);\n}';
const block = (code: string): string => `\`\`\`typescript\n${code}\n\`\`\``;
const task =
  'Write src/sums.ts. parse(text) takes numbers apart. total(text) adds them. ' +
  'It must be exact; quick; short; plain; tested; documented; without packages; in TypeScript.';

/** Tests fail with the stubs of what is not written, or with what is said of the code. */
class UnitValidator extends FakeValidator implements Validator {
  override before = ({ files }: Parameters<Validator['validate']>[0]): ValidationResult => {
    const code = files[0]?.content ?? '';
    const message = code.includes('text.length') ? '7 !== 2' : 'Error: Not written yet.';
    return { ...failed, tests: [{ name: 'parses', passed: false, message }] };
  };
  checkSyntax: NonNullable<Validator['checkSyntax']> = async ({ content }) =>
    content.includes('}}') ? 'sums.ts:3: SyntaxError' : undefined;
}

describe('a complex task', () => {
  afterEach(removeFolders);

  async function run(
    coder: ModelScript,
    text = task,
  ): Promise<{ code: string; prompts: readonly string[]; result: RunResult; coders: number }> {
    const model = goodModel({ coder });
    const context = new FakeContext({ 'test/sums.test.ts': tests });
    const ports = await bench({ model, context, validator: new UnitValidator(passed) });
    const engine = createWorkflowEngine({ fileSystem });
    const result = await engine.start(request({ task: text }), ports, ports.emit, never);
    return {
      code: result.files.find(({ path }) => path === 'src/sums.ts')?.content ?? '',
      prompts: model.requests('coder').map(({ messages }) => messages.at(-1)?.content ?? ''),
      result,
      coders: started(ports.events).filter((node) => node === 'coder').length,
    };
  }

  it('is written unit by unit, each with what is there before it', async () => {
    const { code, prompts, result, coders } = await run([block(parse), block(total)]);
    assert.equal(result.outcome, 'done');
    assert.equal(coders, 1);
    assert.equal(prompts.length, 2);
    assert.match(prompts[0] ?? '', /Write only 'parse' now/);
    assert.match(prompts[0] ?? '', /written later: total\./);
    assert.match(
      prompts[1] ?? '',
      /Write only 'total' now[^]*in the file already[^]*function parse/,
    );
    assert.doesNotMatch(prompts.join(''), /Not written yet/);
    assert.ok(code.includes(parse) && code.includes(total));
    assert.doesNotMatch(code, /Not written yet/);
  });

  it('is asked for a unit again that does not parse, or whose test fails, before the next', async () => {
    const wrong = parse.replace('text.split(" ").map(Number)', '[text.length]');
    const { code, prompts } = await run([
      block(wrong),
      block(parse),
      block(`${total}}`),
      block(total),
    ]);
    assert.equal(prompts.length, 4);
    assert.match(prompts[1] ?? '', /Its test 'parses' failed: 7 !== 2 Answer with 'parse'/);
    assert.match(prompts[3] ?? '', /did not work: .* Answer with 'total'/);
    assert.ok(code.includes(parse) && code.includes(total));
  });

  it('takes all units at once where the model gives them', async () => {
    const { code, prompts } = await run(block(`${parse}\n\n${total}`));
    assert.equal(prompts.length, 1);
    assert.ok(code.includes(parse) && code.includes(total));
  });

  it('is asked for whole where a unit does not come', async () => {
    const whole = `FILE: src/sums.ts\n${block(`${parse}\n\n${total}`)}`;
    const { code, prompts } = await run(['I cannot.', 'I cannot.', whole]);
    assert.equal(prompts.length, 3);
    assert.match(prompts[2] ?? '', /Write the whole file/);
    assert.ok(code.includes(total));
  });

  it('only is: others are asked for whole at once', async () => {
    const whole = `FILE: src/sums.ts\n${block(`${parse}\n\n${total}`)}`;
    const { prompts } = await run(whole, 'Write src/sums.ts with parse(text) and total(text).');
    assert.match(prompts[0] ?? '', /Write the whole file/);
  });
});
