import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import type { InterruptAnswer, Plan, RunInterrupt } from '../../../src/app/index.ts';
import { createPlanPrompt, planLines } from '../../../src/node/planPrompt.ts';

const plan: Plan = {
  language: 'typescript',
  codePath: 'slugify.ts',
  testPath: 'slugify.test.ts',
  steps: ['Write it', 'Test\u001b[2J it'],
};
const interrupt: RunInterrupt = { id: 'question', kind: 'plan', plan };
const bundle = { 'Approve this plan? (y/n)': 'Одобрить этот план? (д/н)' };

/** Answers what is asked with the given lines, then ends the input; gives what was asked, too. */
async function decide(
  lines: readonly string[],
  signal = new AbortController().signal,
): Promise<{ answer: InterruptAnswer; asked: string }> {
  const input = new PassThrough();
  const output = new PassThrough();
  const left = [...lines];
  let asked = '';
  output.on('data', (data: Buffer) => {
    asked += data.toString();
    const next = left.shift();
    if (next === undefined) input.end();
    else input.write(`${next}\n`);
  });
  const answer = await createPlanPrompt(input, output, bundle)(interrupt, signal);
  return { answer, asked };
}

describe('asking about a plan in a terminal', () => {
  it('approves at a plain yes, in both languages', async () => {
    for (const word of ['y', 'Yes', ' да ', 'Д']) {
      const { answer, asked } = await decide([word]);
      assert.deepEqual(answer, { decision: 'approve' }, word);
      assert.match(asked, /Одобрить этот план\? \(д\/н\)/);
    }
  });

  it('rejects at anything else, and asks why', async () => {
    for (const word of ['n', '', 'yesterday']) {
      const { answer } = await decide([word, 'Too big.']);
      assert.deepEqual(answer, { decision: 'reject', reason: 'Too big.' }, word);
    }
    assert.deepEqual((await decide(['n', ''])).answer, { decision: 'reject' });
  });

  it('rejects when the input ends without a word', async () => {
    assert.deepEqual((await decide([])).answer, { decision: 'reject' });
    assert.deepEqual((await decide(['n'])).answer, { decision: 'reject' });
  });

  it('stops asking when the run is stopped', async () => {
    const stop = new AbortController();
    const asking = createPlanPrompt(
      new PassThrough(),
      new PassThrough(),
      {},
    )(interrupt, stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(asking, { message: 'stopped' });
  });

  it('names control characters that a model may have put into a plan', () => {
    assert.equal(
      planLines(plan),
      '    1. Write it\n    2. Test⟦U+001B⟧[2J it\n    slugify.ts\n    slugify.test.ts\n',
    );
  });
});
