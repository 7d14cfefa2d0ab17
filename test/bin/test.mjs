// Runs the test lanes: npm test, or npm run test:unit, or node test/bin/test.mjs lint unit …
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { installSystemPackages, packageIfStale, buildIfStale, root, run, setUp } from './setUp.mjs';

/**
 * In running order. `timeout` is for one test, in ms; a lane without one is a single command. Only a
 * hang reaches it, on a slow and busy machine too: how fast something is, the benches measure.
 */
const lanes = {
  lint: { command: 'npm', args: ['run', '--silent', 'lint'] },
  types: { command: 'tsc', args: ['-p', '.'] },
  // Two processes: loading the source takes longer than running most of its tests. In memory,
  // because a fifth of the time went by in waiting for the disk; what a disk keeps, faults tests.
  unit: { timeout: 30_000, jobs: 2, inMemory: true },
  webview: { timeout: 60_000, needs: ['webview', 'browser'] },
  integration: { timeout: 180_000, needs: ['vsix', 'browser'] },
  e2e: { timeout: 180_000, needs: ['vsix', 'browser'] },
  ollama: { timeout: 300_000, needs: ['cli'] },
  faults: { timeout: 120_000, jobs: 2, needs: ['cli'] },
  guards: { timeout: 350_000 },
};
/** A lane that runs longer has hung. */
const laneLimit = 20 * 60_000;
/** After its last test a lane must end by itself: what keeps it alive was left open by a test. */
const exitLimit = 15_000;

await setUp();
process.chdir(root);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !lanes[name]);
if (unknown.length > 0) {
  console.error(`Unknown lane ${unknown.join(', ')}. Lanes: ${Object.keys(lanes).join(', ')}`);
  process.exit(2);
}
mkdirSync('out', { recursive: true });
const total = { passed: 0, failed: 0, skipped: [], broken: [] };
const times = [];
for (const name of Object.keys(lanes)) {
  if (asked.length > 0 ? !asked.includes(name) : false) continue;
  const lane = lanes[name];
  if (lane.timeout && !hasSpecs(join('test', name))) continue;
  console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
  const started = Date.now();
  const before = total.failed;
  const problem = await prepare(lane.needs ?? []);
  if (problem) fail(name, problem);
  else if (lane.timeout) await runMocha(name, lane);
  else await runCommand(name, lane);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  times.push(`${name} ${total.failed > before ? 'failed' : 'passed'} ${seconds} s`);
}

console.log(`\n${times.join(' · ')}`);
for (const text of total.broken) console.log(`failed: ${text}`);
for (const text of total.skipped) console.log(`skipped: ${text}`);
const skipped = total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function fail(lane, text) {
  total.failed += 1;
  total.broken.push(`${lane}: ${text}`);
}

function hasSpecs(folder) {
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((path) => String(path).endsWith('.test.ts'))
  );
}

/** Builds what a lane needs; gives the problem in words. */
async function prepare(needs) {
  installSystemPackages({
    bwrap: 'bubblewrap',
    ...(needs.includes('browser') && !process.env.CHROMIUM ? { chromium: 'chromium' } : {}),
  });
  if (needs.includes('vsix') && (await packageIfStale())) return 'the extension cannot be packed';
  if (needs.includes('webview') && (await buildIfStale('webview', 'dist/webview/main.js')))
    return 'the view cannot be built';
  if (needs.includes('cli') && (await buildIfStale('cli', 'dist/cli/cli.js')))
    return 'the command line cannot be built';
  return undefined;
}

async function runCommand(name, { command, args }) {
  if ((await run(command, args)) === 0) total.passed += 1;
  else fail(name, `${command} ${args.join(' ')} failed`);
}

/** Runs one mocha lane and counts from the lines its reporter writes, so that a crash shows too. */
async function runMocha(name, { timeout, jobs, inMemory }) {
  const results = join(root, `out/results-${name}.jsonl`);
  rmSync(results, { force: true });
  const shared = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const temporary = inMemory ? mkdtempSync(join(shared, 'caravan-test-')) : undefined;
  const child = spawn(
    'mocha',
    [
      '--no-package',
      '--check-leaks',
      '--forbid-only',
      '--require',
      join(root, 'test/bin/fixedSeed.mjs'),
      ...(jobs ? ['--parallel', '--jobs', String(jobs)] : []),
      '--timeout',
      String(timeout),
      '--reporter',
      join(root, 'test/bin/laneReporter.mjs'),
      `test/${name}/**/*.test.ts`,
    ],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
      env: {
        ...process.env,
        CARAVAN_LANE_RESULTS: results,
        ...(temporary ? { TMPDIR: temporary, TMP: temporary, TEMP: temporary } : {}),
      },
    },
  );
  const started = Date.now();
  let ended;
  let killed;
  const watch = setInterval(() => {
    if (!ended && existsSync(results) && readFileSync(results, 'utf8').includes('"kind":"end"')) {
      ended = Date.now();
    }
    if (ended && Date.now() - ended > exitLimit) killed = 'did not end: a test left something open';
    if (Date.now() - started > laneLimit) killed = 'ran longer than 20 minutes';
    if (killed) child.kill('SIGKILL');
  }, 500);
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (exit) => resolve(exit ?? 1));
  });
  clearInterval(watch);
  if (temporary) rmSync(temporary, { recursive: true, force: true });
  const lines = existsSync(results)
    ? readFileSync(results, 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  const of = (kind) => lines.filter((line) => line.kind === kind);
  total.passed += of('pass').length;
  for (const { title } of of('fail')) fail(name, title);
  for (const { title } of of('pending')) total.skipped.push(`${name}: ${title}`);
  if (killed) fail(name, `the lane ${killed}`);
  else if (of('end').length === 0 || (code !== 0 && of('fail').length === 0)) {
    fail(name, `the lane ended with code ${code} before its last test`);
  }
}
