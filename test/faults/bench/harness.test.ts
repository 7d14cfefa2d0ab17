import assert from 'node:assert/strict';
import { attempt } from '../../bench/support/bench.ts';
import { runWorker, startServer } from '../../bench/support/processes.ts';
import { interleave } from '../../bench/support/rounds.ts';
import { hostileCases } from '../../bench/servers/hostileCases.ts';
import type { QueueFigures } from '../../bench/tasks/queue.ts';
import type { StreamFigures } from '../../bench/tasks/stream.ts';

describe('bench harness', () => {
  it('measures every peer in every round, forwards and backwards and each one first', async () => {
    const order: string[] = [];
    const results = await interleave(4, ['a', 'b', 'c'] as const, (peer, round) => {
      order.push(`${peer}${round}`);
      return Promise.resolve(round);
    });
    assert.equal(order.join(' '), 'a0 b0 c0 c1 b1 a1 b2 c2 a2 a3 c3 b3');
    assert.deepEqual(results, { a: [0, 1, 2, 3], b: [0, 1, 2, 3], c: [0, 1, 2, 3] });
  });

  it('runs a job in a process of its own', async () => {
    const figures = await runWorker<QueueFigures>({ task: 'queue', peer: 'ours', jobs: 10 });
    assert.ok(figures['one by one'] > 0);
  });

  it('rejects with what went wrong in the worker', async () => {
    await assert.rejects(runWorker({ task: 'queue', peer: 'aborted', jobs: 1 }), /--expose-gc/);
  });

  it('makes a part that fails a row that is not ok', async () => {
    const [row] = await attempt('part', () => Promise.reject(new Error('no server\nat line 1')));
    assert.equal(row?.measure, 'not measured: no server');
    assert.equal(row?.ok, false);
  });

  it('counts every token of every stream of the raw server', async () => {
    const server = await startServer('raw');
    try {
      const shape = { url: server.url, streams: 2, tokens: 500, repeats: 1 };
      for (const peer of ['ours', 'ollama']) {
        const figures = await runWorker<StreamFigures>({ task: 'stream', peer, ...shape });
        assert.ok(figures.first.cpu > 0);
      }
      assert.ok((await server.ask<number>('connections')) >= 4);
    } finally {
      await server.end();
    }
  });

  it('has the eighteen hostile cases, each with its own name', () => {
    assert.equal(new Set(hostileCases.map(({ name }) => name)).size, 18);
  });
});
