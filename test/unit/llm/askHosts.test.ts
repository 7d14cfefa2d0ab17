import assert from 'node:assert/strict';
import { askHosts } from '../../../src/llm/askHosts.ts';
import { ManualClock } from '../../support/manualClock.ts';

describe('asking all hosts at once', () => {
  const { signal } = new AbortController();
  const urls = ['http://a', 'http://b', 'http://c'];

  it('gives every answer in the order of the hosts', async () => {
    const clock = new ManualClock();
    const ask = async (url: string): Promise<string> => {
      if (url === 'http://a') await new Promise(setImmediate);
      return url.slice(-1);
    };
    assert.deepEqual(await askHosts(urls, ask, clock, signal), [
      { url: 'http://a', value: 'a' },
      { url: 'http://b', value: 'b' },
      { url: 'http://c', value: 'c' },
    ]);
    assert.equal(clock.pending, 0);
  });

  it('leaves out who fails, and who has not answered a second after the first', async () => {
    const clock = new ManualClock();
    let given: AbortSignal | undefined;
    const slow = askHosts(
      urls,
      (url, each) => {
        given = each;
        if (url === 'http://a') return Promise.reject(new Error('gone'));
        return url === 'http://b' ? Promise.resolve('b') : new Promise<string>(() => undefined);
      },
      clock,
      signal,
    );
    while (clock.pending === 0) await new Promise(setImmediate);
    await clock.advance(1_000);
    assert.deepEqual(await slow, [{ url: 'http://b', value: 'b' }]);
    assert.equal(given?.aborted, true, 'the question to the slow one goes on');
    assert.equal(clock.pending, 0);
  });

  it('fails as the first host did when none answers', async () => {
    const ask = (url: string): Promise<never> => Promise.reject(new Error(url));
    await assert.rejects(askHosts(urls, ask, new ManualClock(), signal), { message: 'http://a' });
  });

  it('rejects with the reason of the signal', async () => {
    const abort = new AbortController();
    const ask = (_url: string, each: AbortSignal): Promise<never> =>
      new Promise((_, reject) =>
        each.addEventListener('abort', () => reject(each.reason as Error)),
      );
    const asked = askHosts(urls, ask, new ManualClock(), abort.signal);
    abort.abort(new Error('enough'));
    await assert.rejects(asked, { message: 'enough' });
  });
});
