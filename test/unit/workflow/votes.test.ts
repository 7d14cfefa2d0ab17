import assert from 'node:assert/strict';
import type { ValidationResult } from '../../../src/base/task.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import { votePath } from '../../../src/workflow/testSets.ts';
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
  testFile,
} from './support.ts';

const engine = createWorkflowEngine({ fileSystem });
const sample = (number: number): string =>
  testFile.replace("test('joins words'", `test('joins words ${number}'`);
const threeSamples = [1, 2, 3].map(sample);
const paths = ['slugify.test.ts', 'slugify.vote2.test.ts', 'slugify.vote3.test.ts'];

/** One test a file; those of the numbered files fail. */
const failing = (...numbers: readonly number[]): ValidationResult => ({
  status: numbers.length === 0 ? 'passed' : 'failed',
  tests: paths.map((testFile, index) => ({
    name: `joins words ${index + 1}`,
    passed: !numbers.includes(index + 1),
    testFile,
  })),
  output: '',
  durationMs: 1,
});

describe('the model’s own tests', () => {
  afterEach(removeFolders);

  it('are one sample as long as the code passes it', async () => {
    const model = goodModel({ test_generator: threeSamples });
    const run = await bench({ model, validator: new FakeValidator(passed) });
    await engine.start(request(), run, run.emit, never);
    assert.equal(model.requests('test_generator').length, 1);
    assert.equal(run.validator.trials.length, 1);
  });

  it('become independent samples that judge the code together when it fails the first', async () => {
    const model = goodModel({ test_generator: threeSamples });
    const run = await bench({ model, validator: new FakeValidator(failing(1), failing()) });
    const result = await engine.start(request(), run, run.emit, never);
    assert.deepEqual(
      run.validator.requests.map(({ testPaths }) => testPaths),
      [paths.slice(0, 1), paths],
    );
    assert.equal(model.requests('coder').length, 1);
    for (const { messages } of model.requests('test_generator')) {
      assert.doesNotMatch(messages[1]?.content ?? '', /# Tests the code must pass|# Code, attempt/);
    }
    assert.equal(run.validator.trials.length, 3);
    const seeds = model.requests('test_generator').map(({ seed }) => seed);
    assert.equal(new Set(seeds).size, 3);
    assert.deepEqual(
      result.files.map((file) => file.path),
      ['slugify.ts', 'slugify.test.ts'],
    );
  });

  it('do not stand against two attempts that behave alike: the sample they pass is proposed', async () => {
    const model = goodModel({ test_generator: threeSamples });
    const run = await bench({ model, validator: new FakeValidator(failing(1)) });
    const result = await engine.start(request(), run, run.emit, never);
    assert.equal(model.requests('coder').length, 2);
    assert.equal(result.validation?.status, 'passed');
    assert.deepEqual(
      result.validation?.tests.map(({ testFile: path, passed: isGood }) => [path, isGood]),
      [['slugify.test.ts', true]],
    );
    assert.match(result.files[1]?.content ?? '', /joins words 2/);
    assert.match(result.answer, /Left out as wrong: joins words 1/);
  });

  it('prove little when they contradict each other to the end', async () => {
    const model = goodModel({ test_generator: threeSamples });
    const validator = new FakeValidator(
      failing(1),
      failing(1),
      failing(2),
      failing(3),
      failing(1, 2, 3),
    );
    const run = await bench({ model, validator });
    const result = await engine.start(request({ maxIterations: 1 }), run, run.emit, never);
    assert.equal(result.validation?.status, 'unverified');
  });

  it('are dropped when they pass before the code is written', async () => {
    const validator = new FakeValidator(passed);
    validator.before = () => passed;
    const run = await bench({ validator });
    const result = await engine.start(request(), run, run.emit, never);
    assert.match(result.files[1]?.content ?? '', /smoke test only/);
    assert.equal(result.validation?.status, 'unverified');
  });

  it('are asked for again, saying why, when they cannot be loaded', async () => {
    const model = goodModel({ test_generator: [sample(1), ...threeSamples] });
    const validator = new FakeValidator(failing());
    validator.before = () =>
      validator.trials.length > 1
        ? failed
        : { ...failed, tests: [], problem: 'SyntaxError: slugify.test.ts' };
    const run = await bench({ model, validator });
    await engine.start(request(), run, run.emit, never);
    const [, again] = model.requests('test_generator');
    assert.match(again?.messages[1]?.content ?? '', /could not be loaded: SyntaxError/);
  });

  it('are not asked for when the user’s tests say what is wanted', async () => {
    const context = new FakeContext({
      'slugify.ts': "export function slugify(title: string): string {\n  return '';\n}\n",
      'slugify.test.ts': '// tests of the user',
    });
    const model = goodModel();
    const run = await bench({ model, context });
    const task = 'Change slugify(title) in slugify.ts so that it joins words';
    await engine.start(request({ task }), run, run.emit, never);
    assert.equal(model.requests('test_generator').length, 0);
    assert.deepEqual(run.validator.requests[0]?.testPaths, ['slugify.test.ts']);
  });

  it('lie beside the test file, under names that runners find', () => {
    assert.equal(votePath('test/a.test.ts', 2), 'test/a.vote2.test.ts');
    assert.equal(votePath('tests/test_a.py', 3), 'tests/test_a_vote3.py');
  });
});
