import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock.ts';
import { runProcess, type ProcessResult } from '../../../src/validate/runProcess.ts';

const signal = new AbortController().signal;

function run(script: string): Promise<ProcessResult> {
  const command = { program: process.execPath, args: ['-e', script], cwd: process.cwd(), env: {} };
  const bounds = { reportBytes: 65_536, outputBytes: 65_536, keptOutputBytes: 65_536 };
  return runProcess(command, {
    ...{ ...bounds, wallMs: 600_000, afterMark: { mark: 'tests begin', wallMs: 50 } },
    ...{ input: '', clock: systemClock, signal },
  });
}

describe('a process with a time of its own after a mark', function () {
  this.timeout(60_000);

  it('is ended when that is over, also where the mark came in two pieces', async () => {
    const { ended, isMarked } = await run(`
      process.stdout.write('tests be', () => setTimeout(() => process.stdout.write('gin'), 50));
      setInterval(() => undefined, 1_000);`);
    assert.deepEqual([ended, isMarked], ['time', true]);
  });

  it('has all of its time where the mark never comes', async () => {
    const { ended, isMarked, code } = await run(`setTimeout(() => process.exit(3), 200)`);
    assert.deepEqual([ended, isMarked, code], [undefined, false, 3]);
  });
});
