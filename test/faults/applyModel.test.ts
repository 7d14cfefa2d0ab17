import assert from 'node:assert/strict';
import { runScenario, type Chances, type ScenarioCount } from './applyModel.ts';

/** Kinds of histories; together at least 20,000. */
const kinds: readonly (readonly [name: string, histories: number, chances: Chances])[] = [
  ['a user who types all the time', 6_000, { user: 0.05, fault: 0, crash: 0 }],
  ['a disk that fails now and then', 4_000, { user: 0.01, fault: 0.01, crash: 0 }],
  ['a process that is killed', 6_000, { user: 0.01, fault: 0, crash: 0.01 }],
  ['all of it at once', 5_000, { user: 0.02, fault: 0.005, crash: 0.01 }],
];

describe('user and agent on the same files', () => {
  it('are tried in at least 20,000 histories', () => {
    assert.ok(kinds.reduce((sum, [, histories]) => sum + histories, 0) >= 20_000);
  });

  for (const [name, histories, chances] of kinds) {
    it(`lose nothing in ${histories} histories with ${name}`, async function () {
      this.timeout(100_000);
      const total: Record<keyof ScenarioCount, number> = {
        applied: 0,
        restored: 0,
        crashes: 0,
        userEdits: 0,
      };
      for (let seed = 1; seed <= histories; seed += 1) {
        const count = await runScenario(seed, chances);
        for (const key of Object.keys(total) as (keyof ScenarioCount)[]) total[key] += count[key];
      }
      // Histories in which nothing happens would prove nothing.
      assert.ok(total.applied > histories / 4, JSON.stringify(total));
      assert.ok(total.userEdits > histories / 2, JSON.stringify(total));
      assert.equal(total.crashes > histories / 4, chances.crash > 0, JSON.stringify(total));
    });
  }
});
