import assert from 'node:assert/strict';
import { hasSandbox } from '../support/sandboxed.ts';
import { guards, type Guard } from './guards.ts';
import { Trial, type SpecResult } from './trial.ts';

/** How many copies of the sources are tried at a time. */
const copies = 2;

describe('without its guard', function () {
  this.timeout(900_000);
  const trials: Trial[] = [];
  const results = new Map<Guard, Promise<SpecResult>>();
  const chosen = guards.filter((guard) => !guard.needsSandbox || hasSandbox());

  before(async () => {
    for (let index = 0; index < copies; index += 1) trials.push(await Trial.open());
    const waiting = [...chosen];
    const settle = new Map<Guard, (result: Promise<SpecResult>) => void>();
    for (const guard of chosen) {
      const result = new Promise<SpecResult>((resolve) => settle.set(guard, resolve));
      // Each test awaits its own; until then a failure is nobody's yet.
      result.catch(() => undefined);
      results.set(guard, result);
    }
    for (const trial of trials) {
      void (async () => {
        for (let guard = waiting.shift(); guard; guard = waiting.shift()) {
          const result = trial.without(guard);
          settle.get(guard)?.(result);
          await result.catch(() => undefined);
        }
      })();
    }
  });
  after(async () => {
    await Promise.allSettled(results.values());
    await Promise.all(trials.map((trial) => trial.close()));
  });

  for (const guard of guards) {
    it(`a test fails: ${guard.name}`, async function () {
      const result = results.get(guard);
      if (!result) return this.skip();
      const { passed, failed, output } = await result;
      assert.notEqual(passed + failed, 0, `no test ran:\n${output.slice(-2_000)}`);
      assert.notEqual(failed, 0, `all ${passed} tests of ${guard.spec} passed without it`);
    });
  }

  it('and no test fails with all guards in place', async () => {
    await Promise.allSettled(results.values());
    const whole = [...new Set(chosen.filter(({ test }) => !test).map(({ spec }) => spec))];
    const bySpec = chosen.filter((guard) => guard.test !== undefined);
    const [trial] = trials;
    assert.ok(trial);
    const all = [await trial.run(whole)];
    for (const { spec, test } of bySpec) all.push(await trial.run([spec], test));
    for (const { isGood, failed, output } of all) {
      assert.deepEqual([isGood, failed], [true, 0], output.slice(-4_000));
    }
  });

  it('and no process is left of what ran without them', async () => {
    await Promise.allSettled(results.values());
    // The run that outlives its host was seen, so that finding none means something.
    if (chosen.some(({ leavesProcesses }) => leavesProcesses === true)) {
      assert.ok(trials.some(({ leftovers }) => leftovers > 0));
    }
    for (const trial of trials) assert.deepEqual(trial.processes(), []);
  });
});
