import { dirname } from 'node:path';
import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { readTextFile, sha256 } from '../base/textFile.ts';
import { userText } from '../base/userText.ts';
import type { ApprovedEdit, WorkspaceWriter } from '../workspace/types.ts';
import { hasCode } from './systemError.ts';

/** What the writer needs. */
export interface NodeWriterOptions {
  readonly fileSystem: FileSystem;
}

/** Writes sets of files without an editor, each file whole or not at all. */
export function createNodeWriter({ fileSystem }: NodeWriterOptions): WorkspaceWriter {
  return {
    readCurrent: async (realPath) => {
      try {
        return await readTextFile(fileSystem, realPath);
      } catch (error) {
        // Removed between two looks at it.
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    },

    async writeAll(edits) {
      if (new Set(edits.map((edit) => edit.realPath)).size !== edits.length) {
        throw new CaravanError('invalid-argument', {
          text: userText('A file is named twice in one set of changes.'),
        });
      }
      for (const edit of edits) await requireUnchanged(fileSystem, edit);
      for (const edit of edits) {
        try {
          await write(fileSystem, edit);
        } catch (error) {
          throw hasCode(error, 'ESTALE') ? conflict(edit.realPath) : error;
        }
      }
      return new Map();
    },
  };
}

/** Rejects with `write-conflict` when a file isn't what the plan read, before any is written. */
async function requireUnchanged(fileSystem: FileSystem, edit: ApprovedEdit): Promise<void> {
  const stat = await fileSystem.lstat(edit.realPath);
  const isFile = stat?.kind === 'file';
  const hash = isFile ? sha256(await fileSystem.readFile(edit.realPath)) : undefined;
  if (hash !== edit.beforeHash || (stat && !isFile)) throw conflict(edit.realPath);
}

async function write(fileSystem: FileSystem, edit: ApprovedEdit): Promise<void> {
  const { realPath, operation, beforeHash, after, mode = 0o666 } = edit;
  if (operation === 'delete') {
    const unchanged = beforeHash === undefined ? {} : { replaces: beforeHash };
    return fileSystem.deleteFile(realPath, { noLinks: true, ...unchanged });
  }
  const folder = dirname(realPath);
  if ((await fileSystem.lstat(folder)) === undefined) {
    await fileSystem.createDirectory(folder, { mode: 0o777, noLinks: true });
  }
  const bytes = new TextEncoder().encode(after);
  const replaces = beforeHash ?? null;
  await fileSystem.writeFileAtomic(realPath, bytes, { mode, noLinks: true, replaces });
}

function conflict(path: string): CaravanError {
  return new CaravanError('write-conflict', {
    text: userText('{0} has changed since the proposal was made.', path),
    kept: userText('Nothing was written.'),
    next: userText('Run the task again to work from the newer file.'),
  });
}
