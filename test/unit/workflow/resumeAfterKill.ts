import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import type { NodeEvent, NodeName } from '../../../src/workflow/events.ts';
import {
  bench,
  FakeValidator,
  fileSystem,
  mendedAtLast,
  never,
  request,
  temporaryFolder,
} from './support.ts';

/** `node#attempt` of all nodes that started, or of all that ended well. */
export const attempts = (
  events: readonly NodeEvent[],
  type: 'node-start' | 'node-end',
): readonly string[] =>
  events.flatMap((event) =>
    event.type === type && (event.type === 'node-start' || event.outcome === 'done')
      ? [`${event.node}#${event.attempt}`]
      : [],
  );

/** Kills a run at an event of a node in a child process, resumes it here, and tells what ran twice. */
export async function resumeAfterKill(
  event: 'node-start' | 'node-end',
  node: NodeName,
): Promise<{ again: readonly string[]; outcome: string }> {
  const folder = await temporaryFolder();
  const journal = join(folder, 'journal');
  await kill(folder, event, node, journal);
  const text = await readFile(journal, 'utf8').catch(() => '');
  const finished = text.split('\n').filter(Boolean);
  const tested = finished.filter((name) => name.startsWith('validator#')).length;
  const run = await bench({ validator: new FakeValidator(...mendedAtLast.slice(tested)) });
  const ports = { ...run, checkpointFolder: folder };
  const result = await createWorkflowEngine({ fileSystem }).resume(
    request(),
    ports,
    run.emit,
    never,
  );
  const started = attempts(run.events, 'node-start');
  return { again: started.filter((name) => finished.includes(name)), outcome: result.outcome };
}

async function kill(...args: readonly [string, string, string, string]): Promise<void> {
  const script = fileURLToPath(new URL('killedRun.ts', import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', `child ended with ${code}: ${errors}`);
}
