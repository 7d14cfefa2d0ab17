import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setUp.mjs';

/** Runs test/bench/<name>.ts with the remaining arguments, or says which there are. */
export async function runBench(name) {
  await setUp();
  const folder = join(root, 'test/bench');
  const file = join(folder, `${name}.ts`);
  if (existsSync(file)) process.exit(await run('node', [file, ...process.argv.slice(2)]));
  const names = existsSync(folder)
    ? readdirSync(folder).filter((entry) => /\.ts$/.test(entry))
    : [];
  console.error(
    `test/bench/${name}.ts does not exist. There is: ${names.join(', ') || 'nothing'}.`,
  );
  process.exit(2);
}
