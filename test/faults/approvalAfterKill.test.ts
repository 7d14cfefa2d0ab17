import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWorkflowEngine } from '../../src/workflow/engine.ts';
import {
  bench,
  fileSystem,
  goodModel,
  never,
  removeFolders,
  request,
  started,
  temporaryFolder,
} from '../unit/workflow/support.ts';

describe('a run whose process is killed while its plan waits for approval', () => {
  afterEach(removeFolders);

  for (const [moment, isAskedAgain] of [
    ['waiting', true],
    ['interrupt', true],
    ['interrupt-end', true],
    ['next-node', false],
  ] as const) {
    const what = isAskedAgain ? 'asks the same again' : 'goes on with the answer';
    it(`${what} when resumed, killed at ${moment}, and runs no finished node again`, async () => {
      const folder = await temporaryFolder();
      const journal = join(folder, 'journal');
      await kill(folder, moment, journal);
      const before = (await readFile(journal, 'utf8')).split('\n').filter(Boolean);
      const asked: string[] = [];
      const model = goodModel();
      const run = await bench({
        model,
        ask: async (interrupt) => {
          asked.push(interrupt.id);
          return { decision: 'approve', plan: { ...interrupt.plan, steps: ['Edited after it'] } };
        },
      });
      const result = await createWorkflowEngine({ fileSystem }).resume(
        request({ approvePlan: true }),
        { ...run, checkpointFolder: folder },
        run.emit,
        never,
      );
      assert.equal(result.outcome, 'done');
      assert.equal(asked.length, isAskedAgain ? 1 : 0);
      for (const id of before) assert.ok(!isAskedAgain || asked.includes(id));
      const nodes = started(run.events);
      for (const node of ['intent', 'planner', 'researcher']) assert.ok(!nodes.includes(node));
      const step = isAskedAgain ? 'Edited after it' : 'Edited before the crash';
      assert.match(JSON.stringify(model.requests('coder')[0]?.messages), new RegExp(step));
    });
  }
});

async function kill(...args: readonly [string, string, string]): Promise<void> {
  const script = fileURLToPath(new URL('killedApproval.ts', import.meta.url));
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // What it had made when it died is removed with the folder of the run.
    env: { ...process.env, TMPDIR: args[0] },
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', `child ended with ${code}: ${errors}`);
}
