import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * How many rows the tables have: faults of files (F), of tests that are run (T), of the view (V), of
 * hosts (H), of many calls and their end (C).
 */
const tables = { F: 23, T: 14, V: 10, H: 45, C: 16 };
/** Rows of C without a call of a model: about runs, their lock, their journal, their settings. */
const ofRuns = ['C07', 'C08', 'C09', 'C11', 'C12'];
/** Tests of hosts and calls begin with their rows: `H26 H27 is never unpacked`. */
const hostRow = /['`](?:[CH]\d\d )*[CH]\d\d\b/;
/** Those of files, of tests and of the view end with them, in brackets. */
const otherRow = /\((?:[FTV]\d\d|\$\{[\w.]*row\}[^)]*)(?:, [FTV]\d\d)*\)|'[FTV]\d\d'/;
const root = resolve(import.meta.dirname, '../..');

describe('every row of the tables of faults', () => {
  const names = globSync('test/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('faultRows.test.ts'))
    .flatMap((file) => readFileSync(join(root, file), 'utf8').split('\n'))
    .filter((line) => otherRow.test(line) || hostRow.test(line))
    .join('\n');

  for (const [table, count] of Object.entries(tables)) {
    it(`${table} has a test named after it`, () => {
      const rows = Array.from(
        { length: count },
        (_, index) => `${table}${String(index + 1).padStart(2, '0')}`,
      );
      assert.deepEqual(
        rows.filter((row) => !ofRuns.includes(row) && !names.includes(row)),
        [],
      );
    });
  }
});
