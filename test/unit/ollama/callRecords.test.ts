import assert from 'node:assert/strict';
import { Host } from '../../../src/ollama/host.ts';
import type { CallRecord } from '../../../src/ollama/trace.ts';
import { ManualClock } from '../../support/manualClock.ts';
import type { HttpReply, ScriptedRequest } from '../../support/scriptedHttp.ts';
import { hello, until, withPool } from '../../support/scriptedPool.ts';

describe('the record of a call', () => {
  const brief = ({ kind, lane, model, attempts, outcome }: CallRecord): readonly unknown[] => [
    kind,
    lane,
    model,
    attempts,
    outcome,
  ];

  it('is left by chats, batches of texts, downloads and deletions, as plain JSON', async () => {
    await withPool({}, async ({ pool, server }) => {
      const texts = Array.from({ length: 40 }, (_, index) => `canary ${index}`);
      await pool.generate(hello);
      await pool.embed('scripted:1b', texts, { label: 'memory' });
      await pool.pull('new:1b', () => undefined);
      await pool.deleteModel('new:1b');
      const records = pool.trace();
      assert.deepEqual(records.map(brief), [
        ['chat', 'agent', 'scripted:1b', 1, 'done'],
        ['embed', 'background', 'scripted:1b', 1, 'done'],
        ['embed', 'background', 'scripted:1b', 1, 'done'],
        ['pull', 'background', 'new:1b', 1, 'done'],
        ['delete', 'background', 'new:1b', 1, 'done'],
      ]);
      assert.ok(records.every(({ host }) => host === server.url));
      assert.ok(records.slice(0, 4).every(({ bytes }) => bytes > 0));
      assert.equal(records[1]?.label, 'memory');
      for (const { queuedMs, connectMs, firstTokenMs, replyMs, totalMs } of records) {
        const phases = [queuedMs, connectMs, firstTokenMs, replyMs];
        assert.ok(phases.every((each) => each >= 0 && each <= totalMs));
      }
      assert.deepEqual(JSON.parse(JSON.stringify(records)), records);
      assert.ok(!JSON.stringify(records).includes('canary'));
    });
  });

  it('is left by those that were cancelled or failed, too', async () => {
    const script = ({ path }: ScriptedRequest): HttpReply | undefined =>
      path === '/api/embed' ? { drop: 'stall' } : undefined;
    await withPool({ servers: [{ script }] }, async ({ pool, server }) => {
      const controller = new AbortController();
      const embedding = pool.embed('scripted:1b', ['a'], { signal: controller.signal });
      await server.arrival('/api/embed');
      controller.abort();
      await assert.rejects(embedding, { name: 'AbortError' });
      await assert.rejects(pool.deleteModel('gone:1b'));
      assert.deepEqual(
        pool.trace().map(({ kind, outcome }) => [kind, outcome]),
        [
          ['embed', 'cancelled'],
          ['delete', 'model-missing'],
        ],
      );
      await until(() => pool.stats().inFlight === 0);
    });
  });

  it('is no measure of speed when nothing was written: `auto` permits look at chats only', async () => {
    const clock = new ManualClock();
    const host = new Host(
      { url: 'http://127.0.0.1:1' },
      { permits: 'auto' },
      { clock, random: () => 0 },
    );
    const waiting = new AbortController();
    const places = Array.from({ length: 20 }, () =>
      host.lanes.acquire({ lane: 'agent', signal: waiting.signal }).catch(() => undefined),
    );
    for (let call = 0; call < 20 && host.lanes.permits < 3; call++) {
      await clock.advance(100 / host.lanes.permits);
      host.succeeded(100);
      // As many batches of texts at once as would end a measurement.
      for (let batch = 0; batch < 10 && host.lanes.permits === 2; batch++) host.succeeded();
    }
    assert.equal(host.lanes.permits, 3);
    waiting.abort();
    host.lanes.close(new Error('over'));
    await Promise.all(places);
    await host.close();
  });
});
