import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CaravanError, type ErrorCode } from '../../../src/base/errors.ts';
import { AutoPermits } from '../../../src/ollama/autoPermits.ts';
import { HostHealth } from '../../../src/ollama/health.ts';
import { displayHost, parseHostUrl } from '../../../src/ollama/hostUrl.ts';
import { backoff, planRetry } from '../../../src/ollama/retry.ts';
import { parseRetryAfter } from '../../../src/ollama/retryAfter.ts';
import { ManualClock } from '../../support/manualClock.ts';

function error(code: ErrorCode, data: CaravanError['data'] = {}, isRetryable = true): CaravanError {
  return new CaravanError(code, { text: { message: code }, data, isRetryable });
}

describe('parseRetryAfter', () => {
  const now = Date.UTC(2026, 0, 1);
  const cases: readonly (readonly [string | undefined, number | undefined])[] = [
    ['20', 20_000],
    ['0', 100],
    ['1e9', undefined],
    ['999999999', 60_000],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 100],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [header, expected] of cases) {
    it(`H24 reads ${header ?? 'nothing'} as ${expected ?? 'nothing'}`, () => {
      assert.equal(parseRetryAfter(header, now), expected);
    });
  }
});

describe('parseHostUrl', () => {
  const cases = [
    ['localhost', 'http://localhost:11434'],
    ['0.0.0.0:11434', 'http://127.0.0.1:11434'],
    [' http://box:11434/ ', 'http://box:11434'],
    ['https://me:secret@models.example/ollama/', 'https://models.example/ollama'],
  ] as const;
  for (const [text, shown] of cases) {
    it(`takes ${text}`, () => assert.equal(displayHost(parseHostUrl(text)), shown));
  }
  for (const text of ['', 'ftp://x', 'http://', 'not a url']) {
    it(`refuses "${text}"`, () => {
      assert.throws(() => parseHostUrl(text), { code: 'invalid-argument' });
    });
  }
});

describe('planRetry', () => {
  it('never tries again after the first token, a fourth time, or what was the request’s fault', () => {
    const lost = error('stream-interrupted');
    assert.equal(planRetry([lost], 1, true).again, false);
    assert.equal(planRetry([lost, lost], 0, true).again, true);
    assert.equal(planRetry([lost, lost, lost], 0, true).again, false);
    assert.equal(planRetry([error('request-rejected')], 0, true).again, false);
    assert.equal(planRetry([error('host-failed', { status: 500 }, false)], 0, true).again, false);
  });

  it('takes a refused connection for a restart only of a host that answered lately', () => {
    const refused = [error('host-unreachable', { system: 'ECONNREFUSED' })];
    assert.equal(planRetry(refused, 0, false).elsewhereOnly, true);
    assert.equal(planRetry(refused, 0, true).elsewhereOnly, false);
  });

  it('waits as asked, not at all for a stale socket, else with full jitter up to the cap', () => {
    const failed = error('host-failed', { status: 502 });
    assert.equal(
      backoff([error('host-busy', { retryAfterMs: 700 })], () => 1),
      700,
    );
    assert.equal(
      backoff([error('stream-interrupted')], () => 1),
      0,
    );
    assert.deepEqual(
      [1, 2, 3, 9].map((count) => backoff(Array<CaravanError>(count).fill(failed), () => 1)),
      [1_000, 2_000, 4_000, 30_000],
    );
    assert.equal(
      backoff([failed], () => 0),
      0,
    );
  });
});

describe('HostHealth', () => {
  it('avoids a host after five failures in a row, then lets one probe through', async () => {
    const clock = new ManualClock();
    const health = new HostHealth(clock, () => 1);
    for (let failure = 0; failure < 5; failure++) {
      assert.equal(health.isAvoided, false);
      health.failed(error('stream-interrupted'));
    }
    assert.deepEqual([health.isAvoided, health.state], [true, 'down']);
    await clock.advance(5_000);
    assert.equal(health.isAvoided, false);
    health.begin();
    assert.equal(health.isAvoided, true, 'one probe at a time');
    health.succeeded();
    assert.deepEqual([health.isAvoided, health.state], [false, 'unstable']);
    await clock.advance(60_000);
    assert.equal(health.state, 'up');
  });

  it('stays open longer each time, and never counts cancels, busy answers and 4xx', async () => {
    const clock = new ManualClock();
    const health = new HostHealth(clock, () => 1);
    for (let count = 0; count < 20; count++) {
      health.failed(new DOMException('stop', 'AbortError'));
      health.failed(error('host-busy'));
      health.failed(error('request-rejected'));
    }
    assert.equal(health.state, 'up');
    for (let failure = 0; failure < 6; failure++) health.failed(error('host-unreachable'));
    await clock.advance(9_999);
    assert.equal(health.isAvoided, true);
    await clock.advance(1);
    assert.equal(health.isAvoided, false);
  });
});

/** Numbers from 0 to 1 that are the same each time (Park and Miller). */
function seeded(seed: number): () => number {
  let state = 48_271 * (seed + 1);
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe('AutoPermits', () => {
  /** Lets calls end at the rate a host reaches with so many at once. */
  async function run(rate: (permits: number) => number, calls: number): Promise<AutoPermits> {
    const clock = new ManualClock();
    const auto = new AutoPermits(clock, () => undefined);
    for (let call = 0; call < calls; call++) {
      await clock.advance(100 / rate(auto.permits));
      auto.finished(100, true);
    }
    return auto;
  }

  it('stays at one where two at once are no faster', async () => {
    assert.equal((await run(() => 1, 50)).permits, 1);
  });

  it('rises to where more are no gain', async () => {
    assert.equal((await run((permits) => Math.min(permits, 4), 200)).permits, 4);
  });

  it('is not misled by slots that are slow at their first call', async () => {
    const clock = new ManualClock();
    let slow = 0;
    const auto = new AutoPermits(clock, (permits) => (slow = permits));
    for (let call = 0; call < 200; call++) {
      const normal = 100 / Math.min(auto.permits, 4);
      await clock.advance(slow > 0 ? 5 * normal : normal);
      slow = Math.max(0, slow - 1);
      auto.finished(100, true);
    }
    assert.equal(auto.permits, 4);
  });

  it('tries a level again that was no gain by chance', async () => {
    let asked = 0;
    // The first calls at two at once meet a server that is busy with something else.
    const auto = await run((permits) => (++asked < 12 ? 1 : permits), 400);
    assert.ok(auto.permits > 1);
  });

  it('does not drift where answers differ by chance', async () => {
    for (const [slots, most] of [
      [1, 2],
      [2, 3],
    ] as const) {
      const found = await Promise.all(
        Array.from({ length: 40 }, (_, seed) => {
          const chance = seeded(seed);
          return run((permits) => Math.min(permits, slots) * (0.7 + 0.6 * chance()), 300);
        }),
      );
      const within = found.filter(({ permits }) => permits >= slots && permits <= most).length;
      assert.ok(within >= 36, `${slots} slots: ${within} of 40`);
    }
  });

  it('halves when the server is busy, and does not climb back at once', async () => {
    const auto = await run((permits) => permits, 60);
    const before = auto.permits;
    auto.busy();
    assert.equal(auto.permits, Math.floor(before / 2));
  });

  it('learns nothing while nobody waits', () => {
    const auto = new AutoPermits(new ManualClock(), () => undefined);
    for (let call = 0; call < 50; call++) auto.finished(100, false);
    assert.equal(auto.permits, 1);
  });
});

describe('loading the pool', () => {
  it('leaves the process-wide fetch dispatcher alone, and reads undici only on first use', async () => {
    const script = `
      const { OllamaPool } = await import('./src/ollama/ollamaPool.ts');
      const { createRequire } = await import('node:module');
      const cache = createRequire(process.cwd() + '/x.js').cache;
      const loaded = () => Object.keys(cache).some((file) => file.includes('/undici/'));
      const { systemClock } = await import('./src/base/clock.ts');
      const { silentLogger } = await import('./src/base/logger.ts');
      const timeouts = { connect: 0, firstByte: 0, idle: 0, total: 0 };
      const pool = new OllamaPool({ hosts: [{ url: 'http://127.0.0.1:1' }], permits: 1, timeouts },
        { clock: systemClock, logger: silentLogger });
      const before = loaded();
      await pool.get('/api/version').catch(() => undefined);
      const touched = ['1', '2'].some((n) => globalThis[Symbol.for('undici.globalDispatcher.' + n)]);
      console.log(before, loaded(), touched);
      await pool.close(100);`;
    const args = ['--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    assert.equal(stdout.trim(), 'false true false');
  });
});
