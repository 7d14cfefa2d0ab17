import { createHash } from 'node:crypto';
import { CaravanError } from './errors.ts';
import type { FileSystem } from './fileSystem.ts';
import { userText } from './userText.ts';

/** Largest file that is read or replaced, in bytes. */
export const maxTextFileSize = 1024 * 1024;

/** A text file as it is on disk. A byte order mark stays in the text as U+FEFF. */
export interface TextFile {
  readonly text: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
}

/** SHA-256, hexadecimal, of bytes or of a text's UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Reads a UTF-8 file without following a final link; undefined if there is none.
 * @throws CaravanError `write-denied` for what is not a regular UTF-8 text file of bearable size.
 */
export async function readTextFile(
  fileSystem: FileSystem,
  path: string,
): Promise<TextFile | undefined> {
  const stat = await fileSystem.lstat(path);
  if (!stat) return undefined;
  if (stat.kind !== 'file') throw notText(path);
  if (stat.size > maxTextFileSize) throw tooLarge(path);
  const bytes = await fileSystem.readFile(path);
  return { text: decodeText(bytes, path), hash: sha256(bytes) };
}

/**
 * Decodes UTF-8, keeping a byte order mark as U+FEFF so that encoding gives the same bytes again.
 * @throws CaravanError `write-denied` for other encodings and for binary content.
 */
export function decodeText(bytes: Uint8Array, path: string): string {
  if (bytes.includes(0)) throw notText(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw notText(path, cause);
  }
}

function notText(path: string, cause?: unknown): CaravanError {
  return new CaravanError('write-denied', {
    text: userText('{0} is not a text file in UTF-8.', path),
    next: userText('Change it by hand, or save it as UTF-8 first.'),
    cause,
  });
}

function tooLarge(path: string): CaravanError {
  return new CaravanError('write-denied', {
    text: userText('{0} is larger than 1 MB.', path),
    next: userText('Change it by hand.'),
  });
}
