import { writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

const calls = [
  ...['open', 'readFile', 'writeFile', 'lstat', 'stat', 'realpath', 'readdir', 'readlink'],
  ...['access', 'mkdir', 'rename', 'link', 'unlink', 'rm', 'rmdir'],
];
const handleCalls = ['readFile', 'writeFile', 'appendFile', 'chmod', 'sync'];

/**
 * Counts every call this process makes to the file system from now on, and kills the process with
 * SIGKILL ahead of call number `at`. A write counts twice: ahead of it, and with half of its bytes
 * written. Returns what tells the number of calls so far.
 */
export async function killAt(at: number): Promise<() => number> {
  let count = 0;
  const pass = (): void => {
    count += 1;
    if (count === at) process.kill(process.pid, 'SIGKILL');
  };
  const probe = await fs.open(process.execPath);
  const handlePrototype = Object.getPrototypeOf(probe) as Record<string, AnyFunction>;
  await probe.close();
  const hook = (target: Record<string, AnyFunction>, name: string): void => {
    const original = target[name];
    if (!original) throw new Error(`${name} is not a call of the file system`);
    target[name] = function (this: unknown, ...args) {
      pass();
      const [bytes] = args;
      const { fd } = Object(this) as { readonly fd?: number };
      if (fd !== undefined && /^(write|append)File$/.test(name)) {
        count += 1;
        if (count === at && bytes instanceof Uint8Array) {
          writeSync(fd, bytes.subarray(0, bytes.length / 2));
          process.kill(process.pid, 'SIGKILL');
        }
      }
      const result = original.apply(this, args);
      return name === 'open' ? withClose(result as Promise<fs.FileHandle>) : result;
    };
  };
  // Each handle has a `close` of its own.
  const withClose = async (opening: Promise<fs.FileHandle>): Promise<fs.FileHandle> => {
    const handle = await opening;
    hook(handle as unknown as Record<string, AnyFunction>, 'close');
    return handle;
  };
  for (const name of calls) hook(fs as unknown as Record<string, AnyFunction>, name);
  for (const name of handleCalls) hook(handlePrototype, name);
  syncBuiltinESMExports();
  return () => count;
}
