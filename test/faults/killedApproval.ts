import { openSync, writeSync } from 'node:fs';
import { createWorkflowEngine } from '../../src/workflow/engine.ts';
import { bench, fileSystem, never, request } from '../unit/workflow/support.ts';

// A child process of approvalAfterKill.test.ts: dies while it waits for approval, as in a crash.
const [folder = '', moment = '', journalPath = ''] = process.argv.slice(2);
const journal = openSync(journalPath, 'a');
const die = (): void => void process.kill(process.pid, 'SIGKILL');
const run = await bench({
  ask: async (interrupt) => {
    writeSync(journal, `${interrupt.id}\n`);
    if (moment === 'waiting') {
      die();
    }
    return { decision: 'approve', plan: { ...interrupt.plan, steps: ['Edited before the crash'] } };
  },
});
await createWorkflowEngine({ fileSystem }).start(
  request({ approvePlan: true }),
  { ...run, checkpointFolder: folder },
  (event) => {
    if (event.type === moment) die();
    if (moment === 'next-node' && event.type === 'node-start' && event.node === 'test_generator') {
      die();
    }
  },
  never,
);
