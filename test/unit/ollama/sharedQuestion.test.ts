import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { sleep } from '../../../src/base/clock.ts';
import { SharedQuestion } from '../../../src/ollama/sharedQuestion.ts';
import { ManualClock } from '../../support/manualClock.ts';

describe('SharedQuestion', () => {
  let clock: ManualClock;
  let question: SharedQuestion<number>;
  let asked: number;
  const begin = async (signal: AbortSignal): Promise<number> => {
    const nth = ++asked;
    await sleep(clock, 100, signal);
    return nth;
  };

  beforeEach(() => {
    clock = new ManualClock();
    question = new SharedQuestion();
    asked = 0;
  });

  it('is asked once for all that ask together, and anew for the next', async () => {
    const answers = [1, 2, 3].map(() => question.ask(undefined, begin));
    await clock.advance(100);
    assert.deepEqual(await Promise.all(answers), [1, 1, 1]);
    const next = question.ask(undefined, begin);
    await clock.advance(100);
    assert.equal(await next, 2);
  });

  it('goes on for the others when one no longer waits', async () => {
    const abort = new AbortController();
    const [left, waiting] = [question.ask(abort.signal, begin), question.ask(undefined, begin)];
    abort.abort();
    await assert.rejects(left, { name: 'AbortError' });
    await clock.advance(100);
    assert.equal(await waiting, 1);
    assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
  });

  it('is given up when nobody waits for it, and whoever comes then asks anew', async () => {
    const abort = new AbortController();
    const all = [1, 2].map(() => question.ask(abort.signal, begin));
    abort.abort();
    for (const each of all) await assert.rejects(each, { name: 'AbortError' });
    assert.equal(clock.pending, 0);
    const next = question.ask(undefined, begin);
    await clock.advance(100);
    assert.equal(await next, 2);
  });

  it('fails for all that wait, and is forgotten', async () => {
    const failing = (): Promise<number> => Promise.reject(new Error('no answer'));
    for (let turn = 0; turn < 2; turn++) {
      const all = [1, 2].map(() => question.ask(undefined, failing));
      for (const each of all) await assert.rejects(each, /no answer/);
    }
  });
});
