import { writeFileSync, writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

const calls = [
  ...['open', 'readFile', 'writeFile', 'lstat', 'stat', 'realpath', 'readdir', 'readlink'],
  ...['access', 'mkdir', 'rename', 'link', 'unlink', 'rm', 'rmdir'],
];
const handleCalls = ['readFile', 'writeFile', 'appendFile', 'chmod', 'sync', 'truncate', 'stat'];

/** A call to the file system that is about to be made. */
export interface SystemCall {
  readonly name: string;
  /** The path of it, or the number of an open file. */
  readonly target: string;
  /** Makes half of a write, and nothing more. Undefined: it writes nothing. */
  readonly writeHalf?: () => void;
}

/**
 * Calls `before` ahead of every call that this process makes to the file system from now on. What it
 * throws is what the call fails with, in place of being made; a file is closed all the same, as a
 * system does that reports a late error there.
 */
export async function hookCalls(before: (call: SystemCall) => void): Promise<void> {
  const probe = await fs.open(process.execPath);
  const handlePrototype = Object.getPrototypeOf(probe) as Record<string, AnyFunction>;
  await probe.close();
  const hook = (target: Record<string, AnyFunction>, name: string): void => {
    const original = target[name];
    if (!original) throw new Error(`${name} is not a call of the file system`);
    target[name] = async function (this: unknown, ...args) {
      try {
        before(describe(name, Object(this) as Partial<fs.FileHandle>, args));
      } catch (error) {
        if (name === 'close') await original.apply(this, args);
        throw error;
      }
      const result = await original.apply(this, args);
      // Each handle has a `close` of its own.
      if (name === 'open') hook(result as Record<string, AnyFunction>, 'close');
      return result;
    };
  };
  for (const name of calls) hook(fs as unknown as Record<string, AnyFunction>, name);
  for (const name of handleCalls) hook(handlePrototype, name);
  syncBuiltinESMExports();
}

function describe(name: string, { fd }: Partial<fs.FileHandle>, args: unknown[]): SystemCall {
  const [first, second, options] = args;
  const target = String(fd ?? first);
  if (!/^(write|append)File$/.test(name)) return { name, target };
  const bytes = Buffer.from((fd === undefined ? second : first) as string | Uint8Array);
  const half = bytes.subarray(0, bytes.length / 2);
  const writeHalf = (): void => {
    if (fd === undefined) writeFileSync(String(first), half, options as { flag?: string });
    else writeSync(fd, half);
  };
  return { name, target, writeHalf };
}
