import assert from 'node:assert/strict';
import { missingRow, plainRow, ratioRow, resultOf, within } from '../../bench/support/rows.ts';
import { quantile, spread } from '../../bench/support/statistics.ts';
import { toTable } from '../../bench/support/table.ts';

describe('bench figures', () => {
  it('takes the median and the middle half', () => {
    assert.deepEqual(spread([5, 1, 3, 2, 4]), { median: 3, iqr: 2 });
    assert.equal(quantile([1, 2], 0.5), 1.5);
    assert.equal(quantile([7], 0.99), 7);
  });

  it('compares round by round, so that a slow round spoils only its own ratio', () => {
    const row = ratioRow('case', 'ms', [1, 20, 2], 'peer', [2, 40, 4], { most: 0.5 });
    assert.equal(row.ratio, 0.5);
    assert.equal(row.ours, 2);
    assert.equal(row.against, 4);
    assert.ok(row.ok);
  });

  it('misses a bound that is passed by however little, on both sides', () => {
    assert.equal(ratioRow('case', 'ms', [1.01], 'peer', [1], { most: 1 }).ok, false);
    assert.equal(plainRow('case', 'share', [0.89], { least: 0.9 }).ok, false);
    assert.ok(within(1, { most: 1, least: 1 }));
  });

  it('misses a bound when there is no figure', () => {
    assert.equal(plainRow('case', 'ms', [], { most: 1 }).ok, false);
    assert.equal(plainRow('case', 'ms', [NaN], { least: 1 }).ok, false);
    assert.equal(ratioRow('case', 'ms', [1], 'peer', [], { most: 1 }).ok, false);
  });

  it('is not ok with a missed row, a missing one, or no row at all', () => {
    const good = plainRow('case', 'ms', [1], null);
    assert.ok(resultOf('bench', 7, [good]).ok);
    assert.equal(resultOf('bench', 7, [good, missingRow('case', 'no server')]).ok, false);
    assert.equal(resultOf('bench', 7, []).ok, false);
  });

  it('says plainly in the table which bound was missed', () => {
    const rows = [
      ratioRow('one', 'ms', [3], 'fetch', [2], { most: 1 }),
      plainRow('two', 'share', [1], { least: 1 }),
      plainRow('three', 'ms', [5], null),
    ];
    const lines = toTable(resultOf('bench', 7, rows)).split('\n');
    assert.match(lines[2] ?? '', /fetch +\| 2 +\| 1\.50 +\| ≤ 1 +\| MISSED/);
    assert.match(lines[3] ?? '', /≥ 1 +\| yes/);
    assert.match(lines[4] ?? '', /\| +\| +\|$/);
  });
});
