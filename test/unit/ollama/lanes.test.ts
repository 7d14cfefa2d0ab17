import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import {
  Lanes,
  type AcquireOptions,
  type LaneName,
  type Permit,
} from '../../../src/ollama/lanes.ts';
import { ManualClock, settle } from '../../support/manualClock.ts';

/** Lanes whose grants are recorded, and released when the test says so. */
class Harness {
  readonly clock = new ManualClock();
  readonly lanes: Lanes;
  readonly granted: string[] = [];
  readonly #permits = new Map<string, Permit>();

  constructor(permits: number, reserved = 0) {
    this.lanes = new Lanes(permits, this.clock, reserved);
  }

  ask(name: string, lane: LaneName, options: Partial<AcquireOptions> = {}): Promise<void> {
    return this.lanes.acquire({ lane, ...options }).then((permit) => {
      this.granted.push(name);
      this.#permits.set(name, permit);
    });
  }

  async end(name: string): Promise<void> {
    this.#permits.get(name)?.release();
    await settle();
  }

  /** Ends calls in the order they were granted until none is left; gives that order. */
  async drain(): Promise<readonly string[]> {
    await settle();
    for (let index = 0; index < this.granted.length; index++) {
      await this.end(this.granted[index] ?? '');
    }
    assert.deepEqual([this.lanes.active, this.lanes.queued], [0, 0]);
    return this.granted;
  }
}

describe('Lanes', () => {
  it('never lets more run than there are permits, and serves a lane in order', async () => {
    const harness = new Harness(2);
    for (const name of ['a', 'b', 'c', 'd']) void harness.ask(name, 'agent');
    await settle();
    assert.deepEqual(harness.granted, ['a', 'b']);
    assert.equal(harness.lanes.active, 2);
    await harness.end('b');
    assert.deepEqual(harness.granted, ['a', 'b', 'c']);
    assert.deepEqual(await harness.drain(), ['a', 'b', 'c', 'd']);
  });

  it('serves interactive before agents before background', async () => {
    const harness = new Harness(1);
    void harness.ask('first', 'background');
    await settle();
    void harness.ask('background', 'background');
    void harness.ask('agent', 'agent');
    void harness.ask('interactive', 'interactive');
    assert.deepEqual(await harness.drain(), ['first', 'interactive', 'agent', 'background']);
  });

  it('gives a waiting lane a turn after eight others, so that it never starves', async () => {
    const harness = new Harness(1);
    void harness.ask('background', 'background');
    for (let index = 0; index < 20; index++) void harness.ask(`i${index}`, 'interactive');
    const order = await harness.drain();
    const place = order.indexOf('background');
    assert.ok(place >= 1 && place <= 9, `place ${place}`);
  });

  it('keeps a reserved permit free for the interactive lane', async () => {
    const harness = new Harness(2, 1);
    for (const name of ['a', 'b']) void harness.ask(name, 'background');
    await settle();
    assert.deepEqual(harness.granted, ['a']);
    void harness.ask('now', 'interactive');
    await settle();
    assert.deepEqual(harness.granted, ['a', 'now']);
    assert.deepEqual(await harness.drain(), ['a', 'now', 'b']);
  });

  it('lets others use what is not reserved while interactive calls run', async () => {
    const harness = new Harness(2, 1);
    void harness.ask('now', 'interactive');
    void harness.ask('agent', 'agent');
    await settle();
    assert.deepEqual(harness.granted, ['now', 'agent']);
    await harness.drain();
  });

  it('drops older waiters with the same key when a newer one comes', async () => {
    const harness = new Harness(1);
    void harness.ask('busy', 'agent');
    await settle();
    const old = harness.ask('old', 'interactive', { newestOf: 'inline' });
    const rejected = assert.rejects(old, { code: 'cancelled' });
    void harness.ask('new', 'interactive', { newestOf: 'inline' });
    await rejected;
    assert.deepEqual(await harness.drain(), ['busy', 'new']);
  });

  it('tells the place in the queue, and again as it moves up', async () => {
    const harness = new Harness(1);
    const told: number[] = [];
    void harness.ask('a', 'agent');
    await settle();
    assert.equal(told.length, 0, 'who runs at once is not queued');
    void harness.ask('b', 'agent');
    void harness.ask('c', 'agent', { onQueued: (position) => told.push(position) });
    await settle();
    await harness.drain();
    assert.deepEqual(told, [2, 1]);
  });

  it('measures the wait on the clock', async () => {
    const harness = new Harness(1);
    void harness.ask('a', 'agent');
    await settle();
    const waiting = harness.lanes.acquire({ lane: 'agent' });
    await harness.clock.advance(1234);
    await harness.end('a');
    const permit = await waiting;
    assert.equal(permit.waitedMs, 1234);
    permit.release();
    permit.release();
    assert.equal(harness.lanes.active, 0);
  });

  it('takes more permits at once and gives fewer as calls end', async () => {
    const harness = new Harness(1);
    for (const name of ['a', 'b', 'c', 'd', 'e']) void harness.ask(name, 'agent');
    await settle();
    harness.lanes.resize(3);
    await settle();
    assert.deepEqual(harness.granted, ['a', 'b', 'c']);
    harness.lanes.resize(1);
    await harness.end('a');
    await harness.end('b');
    assert.deepEqual(harness.granted, ['a', 'b', 'c']);
    await harness.end('c');
    assert.deepEqual(harness.granted, ['a', 'b', 'c', 'd']);
    await harness.drain();
  });

  it('rejects everybody who waits when it closes, and everybody later', async () => {
    const harness = new Harness(1);
    void harness.ask('a', 'agent');
    await settle();
    const waiting = assert.rejects(harness.ask('b', 'agent'), /closed/);
    harness.lanes.close(new Error('closed'));
    await waiting;
    await assert.rejects(harness.ask('c', 'agent'), /closed/);
    await harness.drain();
  });

  it('leaves nothing behind of 2,000 waiters that were aborted', async () => {
    const harness = new Harness(1);
    void harness.ask('a', 'agent');
    await settle();
    const controller = new AbortController();
    const waiting = Array.from({ length: 2_000 }, () =>
      harness.ask('x', 'background', { signal: controller.signal }),
    );
    controller.abort();
    const results = await Promise.allSettled(waiting);
    assert.ok(results.every((result) => result.status === 'rejected'));
    assert.equal(harness.lanes.queued, 0);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
    assert.deepEqual(await harness.drain(), ['a']);
  });
});
