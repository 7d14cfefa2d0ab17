import assert from 'node:assert/strict';
import { planTask, settlePlan, type PlannerInput } from '../../../src/agents/planner.ts';
import { safePath } from '../../../src/agents/planPaths.ts';
import { agentContext } from './support.ts';

const input = (task: string, changes: Partial<PlannerInput> = {}): PlannerInput => ({
  task,
  type: 'create',
  knownPaths: [],
  relevantPaths: [],
  ...changes,
});
const answer = (changes: Record<string, unknown> = {}) => ({
  approach: 'simple',
  codePath: 'lib/slugify.ts',
  functionName: 'slugify',
  language: 'typescript' as const,
  steps: ['Write it'],
  ...changes,
});

describe('paths of a plan', () => {
  for (const path of [
    '/etc/passwd.ts',
    '../up.ts',
    'a/../../up.ts',
    'C:\\x.ts',
    '~/x.ts',
    '.hidden/x.ts',
    'node_modules/x.ts',
    'x.py',
    'x',
    'https://example.org/x.ts',
    'a b.ts',
    `${'x'.repeat(200)}.ts`,
    'a/b/c/d/e/f.ts',
    '',
  ]) {
    it(`refuse ${JSON.stringify(path).slice(0, 40)}`, () =>
      assert.equal(safePath(path, 'typescript'), undefined));
  }

  it('are cleaned of quotes, dots and backslashes', () => {
    assert.equal(safePath('`./src\\slugify.ts`', 'typescript'), 'src/slugify.ts');
  });
});

describe('planner', () => {
  it('takes name, language and file from the task when the model gives nothing', () => {
    const plan = settlePlan(input('Write a function parse_duration(text) in Python'), undefined);
    assert.deepEqual(
      [plan.language, plan.codePath, plan.testPath, plan.symbol],
      ['python', 'parse_duration.py', 'test_parse_duration.py', 'parse_duration'],
    );
    assert.ok(plan.steps.length >= 2 && plan.steps.length <= 5);
  });

  it('names the file after the words of a task that names nothing', () => {
    const plan = settlePlan(input('Write a function that reverses strings'), undefined);
    assert.deepEqual([plan.codePath, plan.symbol], ['reversesStrings.ts', 'reversesStrings']);
  });

  it('makes a plan of a Russian task too', () => {
    const plan = settlePlan(input('Напиши функцию slugify(title) с тестами'), undefined);
    assert.deepEqual([plan.codePath, plan.symbol], ['slugify.ts', 'slugify']);
    const unnamed = settlePlan(input('Напиши функцию, которая сортирует числа'), undefined);
    assert.equal(unnamed.codePath, 'main.ts');
  });

  it('takes the model at its word where the task leaves room', () => {
    const plan = settlePlan(input('Write a function that makes slugs'), answer());
    assert.deepEqual([plan.codePath, plan.symbol], ['lib/slugify.ts', 'slugify']);
    assert.equal(settlePlan(input('Write slugify(title)'), answer()).codePath, 'lib/slugify.ts');
  });

  it('refuses a path that copies the example or leaves the folder', () => {
    const copied = settlePlan(input('Write slugify(title)'), answer({ codePath: 'wordCount.ts' }));
    assert.equal(copied.codePath, 'slugify.ts');
    const outside = settlePlan(
      input('Write slugify(title)'),
      answer({ codePath: '/tmp/slugify.ts' }),
    );
    assert.equal(outside.codePath, 'slugify.ts');
  });

  it('follows the folder: its language, its src and its test folder', () => {
    const knownPaths = ['package.json', 'src/a.js', 'test/a.test.js'];
    const plan = settlePlan(input('Write slugify(title)', { knownPaths }), undefined);
    assert.deepEqual(
      [plan.language, plan.codePath, plan.testPath],
      ['javascript', 'src/slugify.js', 'test/slugify.test.js'],
    );
  });

  it('changes the file the task names, wherever it is', () => {
    const knownPaths = ['src/text/slug.ts', 'src/other.ts', 'src/text/slug.test.ts'];
    const plan = settlePlan(input('Fix slug.ts', { knownPaths, type: 'debug' }), answer());
    assert.equal(plan.codePath, 'src/text/slug.ts');
    assert.deepEqual(plan.existingTests, ['src/text/slug.test.ts']);
    assert.equal(plan.testPath, 'src/text/slug.2.test.ts');
  });

  it('changes the most relevant file when the task names none', () => {
    const plan = settlePlan(
      input('Make the parser faster', {
        type: 'optimize',
        knownPaths: ['a.ts', 'parser.ts', 'parser.test.ts'],
        relevantPaths: ['parser.test.ts', 'parser.ts', 'a.ts'],
      }),
      undefined,
    );
    assert.equal(plan.codePath, 'parser.ts');
  });

  it('keeps at most five different short steps', () => {
    const steps = ['1. one step', 'one step', 'two', 'three', 'four it is', 'five', 'six', 'seven'];
    const plan = settlePlan(input('Write slugify(title)'), answer({ steps }));
    assert.deepEqual(plan.steps, ['one step', 'three', 'four it is', 'five', 'seven']);
  });

  it('plans even when the model never keeps the form', async () => {
    const context = agentContext({ planner: 'First, we think.' });
    const plan = await planTask(input('Write slugify(title)'), context);
    assert.equal(plan.codePath, 'slugify.ts');
    assert.equal(context.model.requests('planner').length, 1);
  });

  it('lets errors of the model server through', async () => {
    const context = agentContext({ planner: new Error('down') });
    await assert.rejects(planTask(input('Write slugify(title)'), context), /down/);
  });
});
