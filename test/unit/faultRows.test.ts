import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** How many rows the tables of faults of files (F) and of tests that are run (T) have. */
const tables = { F: 23, T: 14 };
const root = resolve(import.meta.dirname, '../..');

describe('every row of the tables of faults', () => {
  const names = globSync('test/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('faultRows.test.ts'))
    .flatMap((file) => readFileSync(join(root, file), 'utf8').split('\n'))
    .filter((line) => /\((?:[FT]\d\d|\$\{[\w.]*row\}[^)]*)(?:, [FT]\d\d)*\)|'[FT]\d\d'/.test(line))
    .join('\n');

  for (const [table, count] of Object.entries(tables)) {
    it(`${table} has a test named after it`, () => {
      const rows = Array.from(
        { length: count },
        (_, index) => `${table}${String(index + 1).padStart(2, '0')}`,
      );
      assert.deepEqual(
        rows.filter((row) => !names.includes(row)),
        [],
      );
    });
  }
});
