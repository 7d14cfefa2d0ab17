// npm run bench -- NAME… [--json] [--rounds N]: ours against its peers, measured.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { attempt, type BenchModule } from './support/bench.ts';
import { fullRounds } from './support/rounds.ts';
import { resultOf, type BenchResult } from './support/rows.ts';
import { toTable } from './support/table.ts';

const names = readdirSync(join(import.meta.dirname, 'benches')).map((file) => file.slice(0, -3));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, rounds: { type: 'string' } },
});
const rounds = Number(values.rounds ?? fullRounds);
const wanted = positionals.includes('all') ? names : positionals;
const unknown = wanted.filter((name) => !names.includes(name));
if (wanted.length === 0 || unknown.length > 0 || !(rounds >= 1)) {
  say(`Usage: npm run bench -- NAME… [--json] [--rounds N], NAME one of: ${names.join(' ')} all`);
  process.exit(2);
}
if (rounds < fullRounds) say(`Only ${rounds} of ${fullRounds} rounds: a trial, not a measurement.`);

const results: BenchResult[] = [];
for (const name of wanted) results.push(await run(name));
const ok = results.every((result) => result.ok);
if (values.json) {
  const [only] = results;
  const all = { name: 'all', ok, rounds, rows: results.flatMap(prefixed) };
  process.stdout.write(`${JSON.stringify(results.length === 1 ? only : all)}\n`);
} else say(`${ok ? 'All bounds are reached' : 'Not all bounds are reached'}.`);
process.exit(ok ? 0 : 1);

async function run(name: string): Promise<BenchResult> {
  const started = performance.now();
  const { measure } = (await import(`./benches/${name}.ts`)) as BenchModule;
  const options = { rounds, say: (text: string) => say(`${name}: ${text} …`) };
  const rows = await attempt(name, () => measure(options));
  const result = resultOf(name, rounds, rows);
  const seconds = Math.round((performance.now() - started) / 1000);
  if (!values.json) {
    console.log(`\n## ${name}: ${result.ok ? 'ok' : 'MISSED'}\n`);
    const machine = `Node ${process.versions.node}, ${availableParallelism()} processors`;
    console.log(`${rounds} rounds, ${seconds} s, ${machine}\n`);
    console.log(toTable(result));
  }
  return result;
}

function prefixed({ name, rows }: BenchResult): BenchResult['rows'] {
  return rows.map((row) => ({ ...row, case: `${name}: ${row.case}` }));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
