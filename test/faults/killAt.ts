import { hookCalls } from './hookCalls.ts';

/**
 * Counts every call this process makes to the file system from now on, and kills the process with
 * SIGKILL ahead of call number `at`. A write counts twice: ahead of it, and with half of its bytes
 * written. Returns what tells the number of calls so far.
 */
export async function killAt(at: number): Promise<() => number> {
  let count = 0;
  const pass = (): boolean => ++count === at;
  await hookCalls(({ writeHalf }) => {
    if (pass()) process.kill(process.pid, 'SIGKILL');
    if (writeHalf && pass()) {
      writeHalf();
      process.kill(process.pid, 'SIGKILL');
    }
  });
  return () => count;
}
