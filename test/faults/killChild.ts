import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a child process printed, and whether it was killed. */
export interface ChildEnd {
  readonly wasKilled: boolean;
  readonly output: string;
}

const bundles = new Map<string, Promise<string>>();

/** A script of this folder as one file: hundreds of processes load the same source. */
function bundleOf(script: string): Promise<string> {
  const known = bundles.get(script);
  if (known) return known;
  const made = bundle(fileURLToPath(new URL(script, import.meta.url)));
  bundles.set(script, made);
  return made;
}

async function bundle(path: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'caravan-kill-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'child.mjs');
  await build({
    entryPoints: [path],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
  return outfile;
}

/** Runs a script of this folder as a process of its own until it ends or kills itself. */
export async function runChild(script: string, ...args: readonly string[]): Promise<ChildEnd> {
  const path = await bundleOf(script);
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // What a killed process had made is removed with its script.
    env: { ...process.env, TMPDIR: dirname(path), NODE_COMPILE_CACHE: join(path, '../cache') },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  assert.ok(signal === 'SIGKILL' || code === 0, `child ended with ${code ?? signal}: ${errors}`);
  return { wasKilled: signal === 'SIGKILL', output };
}

/** Calls a function with 1 to `last`, two at a time. */
export async function forEachPoint(
  last: number,
  act: (point: number) => Promise<void>,
): Promise<void> {
  let next = 1;
  const work = async (): Promise<void> => {
    while (next <= last) await act(next++);
  };
  await Promise.all([work(), work()]);
}

/** Asserts that starting again took at most two seconds, whatever else the machine was doing. */
export function assertQuick(times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const slow = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
  assert.ok(slow <= 2_000, `recovery took ${slow} ms`);
}
