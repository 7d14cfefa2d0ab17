import assert from 'node:assert/strict';
import type { Finding, ValidationResult } from '../../../src/base/task.ts';
import type { Validator } from '../../../src/validate/validator.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import type { RunResult } from '../../../src/workflow/run.ts';
import {
  bench,
  codeFile,
  failed,
  FakeValidator,
  fileSystem,
  goodBody,
  goodModel,
  never,
  passed,
  removeFolders,
  request,
  started,
  type Bench,
} from './support.ts';

const typeError: Finding = {
  ...{ tool: 'tsc', kind: 'type', file: 'slugify.ts', line: 2 },
  message: "TS2322: Type 'string' is not assignable to type 'number'.",
};
const lintError: Finding = { ...typeError, tool: 'eslint', kind: 'lint', message: 'Use ===.' };
const mended = codeFile(`// Mended.\n  ${goodBody}`);

/** A validator whose type checker finds something until the code is mended. */
class CheckingValidator extends FakeValidator {
  readonly checked: string[] = [];
  readonly #findings: readonly Finding[];
  readonly #later: readonly Finding[];

  constructor(
    findings: readonly Finding[],
    later: readonly Finding[],
    ...results: readonly ValidationResult[]
  ) {
    super(...results);
    this.#findings = findings;
    this.#later = later;
  }

  async check({
    files,
    about,
  }: Parameters<NonNullable<Validator['check']>>[0]): Promise<readonly Finding[]> {
    const code = files.find((file) => file.path === about)?.content ?? '';
    this.checked.push(about);
    return code.includes('// Mended.') ? this.#later : this.#findings;
  }
}

describe('what the type checker and linter of a project find', () => {
  afterEach(removeFolders);

  async function run(
    validator: CheckingValidator,
  ): Promise<{ ports: Bench; result: RunResult; prompts: (label: string) => string[] }> {
    const model = goodModel({ fixer: mended });
    const ports = await bench({ model, validator });
    const engine = createWorkflowEngine({ fileSystem });
    const result = await engine.start(request(), ports, ports.emit, never);
    const prompts = (label: string): string[] =>
      model.requests(label).map(({ messages }) => messages.at(-1)?.content ?? '');
    return { ports, result, prompts };
  }

  it('is mended, where the tests pass and only types are wrong', async () => {
    const { result, prompts } = await run(new CheckingValidator([typeError], [], passed));
    assert.equal(prompts('coder').length, 1);
    assert.equal(prompts('fixer').length, 1);
    assert.match(prompts('fixer')[0] ?? '', /- slugify\.ts:2: tsc: TS2322: Type 'string'/);
    assert.match(result.files[0]?.content ?? '', /Mended/);
    assert.equal(result.validation?.status, 'passed');
    assert.equal(result.validation?.findings, undefined);
  });

  it('is told, and the code stays, where mending does not help', async () => {
    const { result, ports } = await run(new CheckingValidator([typeError], [typeError], passed));
    assert.doesNotMatch(result.files[0]?.content ?? '', /Mended/);
    assert.deepEqual(result.validation?.findings, [typeError]);
    assert.match(result.answer, /slugify\.ts:2: tsc: TS2322/);
    assert.equal(started(ports.events).filter((node) => node === 'coder').length, 1);
    const critic = ports.events.flatMap((event) =>
      event.type === 'node-end' && event.result?.kind === 'critic' ? [event.result.critic] : [],
    );
    const [issue] = critic[0]?.issues ?? [];
    assert.deepEqual(
      [issue?.category, issue?.severity, issue?.location],
      ['correctness', 'medium', 'slugify.ts:2'],
    );
  });

  it('is not mended at the price of a test', async () => {
    const { result } = await run(new CheckingValidator([typeError], [], passed, failed));
    assert.doesNotMatch(result.files[0]?.content ?? '', /Mended/);
    assert.equal(result.validation?.status, 'passed');
  });

  it('is only told where it is a matter of style', async () => {
    const { result, prompts } = await run(new CheckingValidator([lintError], [], passed));
    assert.equal(prompts('fixer').length, 0);
    assert.deepEqual(result.validation?.findings, [lintError]);
  });

  it('is not asked for while tests fail', async () => {
    const validator = new CheckingValidator([typeError], [], failed);
    await run(validator);
    assert.deepEqual(validator.checked, []);
  });
});
