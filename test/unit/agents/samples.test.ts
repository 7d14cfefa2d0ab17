import assert from 'node:assert/strict';
import { writeCode } from '../../../src/agents/coder.ts';
import { generateTests } from '../../../src/agents/testGenerator.ts';
import type { Plan } from '../../../src/agents/types.ts';
import { agentContext } from './support.ts';

const plan: Plan = {
  language: 'typescript',
  codePath: 'add.ts',
  testPath: 'add.test.ts',
  symbol: 'add',
  steps: [],
};
const code = '```ts\nexport function add(a: number, b: number) {\n  return a + b;\n}\n```';
const target = { ...plan, symbol: 'add' };
const fix = {
  errorType: 'assertion',
  summary: '',
  rootCause: 'It subtracts.',
  instructions: 'Add.',
  confidence: 0.5,
} as const;

describe('samples that are compared', () => {
  it('of code are drawn warmer from the second on, each with its own seed', async () => {
    const context = agentContext({ coder: code });
    for (const attempt of [1, 2, 3]) await writeCode({ plan, attempt }, context);
    const asked = context.model.requests('coder');
    assert.deepEqual(
      asked.map(({ temperature }) => temperature),
      [undefined, 0.7, 0.7],
    );
    assert.equal(new Set(asked.map(({ seed }) => seed)).size, 3);
  });

  it('are no fixes: what mends stays as the settings say', async () => {
    const context = agentContext({ fixer: code });
    await writeCode({ plan, attempt: 4, fix }, context);
    assert.equal(context.model.requests('fixer')[0]?.temperature, undefined);
  });

  it('of tests are drawn warmer from the second on', async () => {
    const context = agentContext({ test_generator: 'no tests' });
    await generateTests(target, context);
    await generateTests(target, context, { sample: 2 });
    const asked = context.model.requests('test_generator');
    assert.deepEqual(
      asked.map(({ temperature }) => temperature),
      [undefined, undefined, undefined, 0.7, 0.7, 0.7],
    );
  });
});
