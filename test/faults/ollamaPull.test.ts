import assert from 'node:assert/strict';
import { ManualClock } from '../support/manualClock.ts';
import type { HttpReply } from '../support/scriptedHttp.ts';
import { failing, until, withPool } from '../support/scriptedPool.ts';
import { errorReply, line } from '../support/scriptedReplies.ts';

const part = (completed: number): string => line({ status: 'pulling a', completed, total: 100 });

function pulling(...replies: readonly HttpReply[]): {
  readonly script: (request: { readonly path: string }) => HttpReply | undefined;
} {
  let next = 0;
  const last = replies.at(-1);
  return { script: ({ path }) => (path === '/api/pull' ? (replies[next++] ?? last) : undefined) };
}

describe('a download of a model', () => {
  it('H09 H10 H11 goes on after every kind of cut, as long as something new arrives', async () => {
    const cut = pulling(
      { body: [part(10)], end: 'rst' },
      { body: [part(30)], end: 'fin' },
      { body: [part(60)] },
      { drop: 'rst' },
      { body: [part(100), line({ status: 'success' })] },
    );
    await withPool({ servers: [cut] }, async ({ pool, server }) => {
      const seen: (number | undefined)[] = [];
      await pool.pull('new:1b', ({ completed }) => seen.push(completed));
      assert.deepEqual(seen, [10, 30, 60, 100, undefined]);
      assert.equal(server.to('/api/pull').length, 5);
    });
  });

  it('gives up after five cuts without anything new', async () => {
    const cut = pulling({ body: [part(10)], end: 'rst' });
    await withPool({ servers: [cut] }, async ({ pool, server }) => {
      const error = await failing(
        pool.pull('new:1b', () => undefined),
        'stream-interrupted',
      );
      assert.equal(error.data['attempts'], 5);
      assert.equal(server.to('/api/pull').length, 5);
    });
  });

  it('does not ask again for what the server does not have', async () => {
    const words = 'pull model manifest: file does not exist';
    const cut = pulling({ body: [line({ error: words })] });
    await withPool({ servers: [cut] }, async ({ pool, server }) => {
      const error = await failing(
        pool.pull('none:1b', () => undefined),
        'host-failed',
      );
      assert.match(error.message, /does not exist/);
      assert.equal(server.to('/api/pull').length, 1);
    });
    const refused = pulling(errorReply(400, 'invalid model name'));
    await withPool({ servers: [refused] }, async ({ pool }) => {
      await failing(
        pool.pull('?', () => undefined),
        'request-rejected',
      );
    });
  });

  it('C04 C05 stops at once when it is cancelled, running or waiting for its next try', async () => {
    const running = pulling({ body: [part(10)], end: 'stall' });
    await withPool({ servers: [running] }, async ({ pool, server }) => {
      const abort = new AbortController();
      let seen = 0;
      const pull = pool.pull('new:1b', () => seen++, { signal: abort.signal });
      pull.catch(() => undefined);
      await until(() => seen > 0);
      abort.abort();
      await assert.rejects(pull, { name: 'AbortError' });
      await server.closed(0);
    });
    const failingOnce = pulling(errorReply(503, 'busy', { 'Retry-After': '50' }));
    const clock = new ManualClock();
    await withPool({ servers: [failingOnce], clock }, async ({ pool, server }) => {
      const abort = new AbortController();
      const pull = pool.pull('new:1b', () => undefined, { signal: abort.signal });
      pull.catch(() => undefined);
      await until(() => clock.delays.join() === '50000');
      assert.equal(pool.stats().inFlight, 1, 'a call that waits for its next try is still a call');
      abort.abort();
      await assert.rejects(pull, { name: 'AbortError' });
      assert.equal(server.to('/api/pull').length, 1);
    });
  });
});
