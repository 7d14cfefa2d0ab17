import assert from 'node:assert/strict';
import { runChild } from './killChild.ts';

/** How calls fail, for how long, and the row of the table of faults. */
export const callFaults = [
  ['ENOSPC', 'once', 'F02'],
  ['ENOSPC', 'lasts', 'F02'],
  ['EACCES', 'once', 'F01'],
  ['EBUSY', 'once', 'F16'],
] as const;

/**
 * Runs a script of this folder that lets each call to the file system fail in turn, and asserts that
 * there were as many calls as there have to be.
 */
export async function walkCalls(
  script: string,
  args: readonly string[],
  least: number,
): Promise<void> {
  const { output } = await runChild(script, ...args);
  const { calls, failures } = JSON.parse(output) as { calls: number; failures: number };
  assert.ok(calls >= least && failures > calls / 3, `${failures} failures, ${calls} calls`);
}
