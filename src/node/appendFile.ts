import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './folderHandle.ts';
import { hasCode } from './systemError.ts';

/** Appends whole or not at all and fsyncs; the contract is that of the file port. */
export async function appendFile(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await fs.open(path, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    try {
      await handle.appendFile(bytes);
      await handle.sync();
      // The name of a new file is its folder's.
      if (size === 0) await syncFolder(dirname(path));
    } catch (error) {
      // Where that fails too, the first error says why; who reads the file next mends the torn line.
      await takeBack(handle, size, bytes).catch(() => undefined);
      throw error;
    }
  } finally {
    await handle.close();
  }
}

/**
 * Takes half a line off again that a full disk took: the next one would join it, and both were lost.
 * What another process appended meanwhile stays.
 */
async function takeBack(handle: fs.FileHandle, size: number, bytes: Uint8Array): Promise<void> {
  const tail = new Uint8Array(bytes.length + 1);
  const { bytesRead } = await handle.read(tail, 0, tail.length, size);
  const isOurs =
    bytesRead <= bytes.length &&
    tail.subarray(0, bytesRead).every((byte, index) => byte === bytes[index]);
  if (isOurs) await handle.truncate(size);
}

/** Creates a file that must not exist, whole or not at all; false when it exists. */
export async function createExclusive(path: string, bytes: Uint8Array): Promise<boolean> {
  let handle: fs.FileHandle;
  try {
    handle = await fs.open(path, 'wx', 0o600);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await fs.rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return true;
}
