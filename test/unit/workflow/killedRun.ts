import { openSync, writeSync } from 'node:fs';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import { bench, FakeValidator, fileSystem, mendedAtLast, never, request } from './support.ts';

// A child process of kill.test.ts: runs a task and kills itself at one event, as a crash would.
const [folder = '', eventType = '', node = '', journalPath = ''] = process.argv.slice(2);
const journal = openSync(journalPath, 'a');
const run = await bench({ folder, validator: new FakeValidator(...mendedAtLast) });
await createWorkflowEngine({ fileSystem }).start(
  request(),
  { ...run, checkpointFolder: folder },
  (event) => {
    if (event.type === 'node-end') writeSync(journal, `${event.node}#${event.attempt}\n`);
    if (event.type === eventType && 'node' in event && event.node === node) {
      process.kill(process.pid, 'SIGKILL');
    }
  },
  never,
);
