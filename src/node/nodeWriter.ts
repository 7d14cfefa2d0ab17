import { dirname, join } from 'node:path';
import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { userText } from '../base/userText.ts';
import { readTextFile, sha256 } from '../base/textFile.ts';
import type { ApprovedEdit, WorkspaceWriter } from '../workspace/types.ts';

/** What the writer needs. */
export interface NodeWriterOptions {
  readonly fileSystem: FileSystem;
  /**
   * Folder outside the workspace for the bytes that were there before. With it they are on disk
   * before the first file is touched, and stay there if putting them back should fail.
   */
  readonly preImageFolder?: string;
}

/** One file's way through a transaction. */
interface Step {
  readonly edit: ApprovedEdit;
  readonly before: Uint8Array | undefined;
  /** Topmost folder that had to be made for it. */
  newFolder?: string | undefined;
  /** Where its pre-image is kept. */
  saved?: string;
}

/** Writes sets of files whole or not at all, without an editor. */
export function createNodeWriter({
  fileSystem,
  preImageFolder,
}: NodeWriterOptions): WorkspaceWriter {
  return {
    readCurrent: (realPath) => readTextFile(fileSystem, realPath),

    async writeAll(edits) {
      if (new Set(edits.map((edit) => edit.realPath)).size !== edits.length) {
        throw new CaravanError('invalid-argument', {
          text: userText('A file is named twice in one set of changes.'),
        });
      }
      const steps: Step[] = [];
      const begun: Step[] = [];
      try {
        for (const edit of edits) {
          steps.push({ edit, before: await readUnchanged(fileSystem, edit) });
        }
        if (preImageFolder !== undefined) await savePreImages(fileSystem, preImageFolder, steps);
        for (const step of steps) {
          // Looked at again right before the write: the steps before it took time.
          await readUnchanged(fileSystem, step.edit);
          begun.unshift(step);
          await write(fileSystem, step);
        }
      } catch (error) {
        const lost = await rollBack(fileSystem, begun);
        if (lost.length > 0) throw rollbackFailed(lost, error);
        await dropPreImages(fileSystem, steps);
        throw explain(error);
      }
      await dropPreImages(fileSystem, steps);
    },
  };
}

/** Bytes before the edit; rejects with `write-conflict` when they aren't what the plan read. */
async function readUnchanged(
  fileSystem: FileSystem,
  edit: ApprovedEdit,
): Promise<Uint8Array | undefined> {
  const stat = await fileSystem.lstat(edit.realPath);
  const bytes = stat?.kind === 'file' ? await fileSystem.readFile(edit.realPath) : undefined;
  const hash = bytes && sha256(bytes);
  if (hash === edit.beforeHash && (stat === undefined || bytes !== undefined)) return bytes;
  throw new CaravanError('write-conflict', {
    text: userText('{0} has changed since the proposal was made.', edit.realPath),
    kept: userText('Nothing was written.'),
    next: userText('Run the task again to work from the newer file.'),
  });
}

async function savePreImages(
  fileSystem: FileSystem,
  folder: string,
  steps: readonly Step[],
): Promise<void> {
  await fileSystem.createDirectory(folder);
  for (const step of steps) {
    if (!step.before) continue;
    const saved = join(folder, sha256(`${step.edit.realPath}\0${sha256(step.before)}`));
    await fileSystem.writeFileAtomic(saved, step.before, { mode: 0o600 });
    step.saved = saved;
  }
}

async function dropPreImages(fileSystem: FileSystem, steps: readonly Step[]): Promise<void> {
  for (const { saved } of steps) {
    // One that cannot be removed costs space and harms nothing; the files themselves are right.
    if (saved !== undefined) await fileSystem.deleteFile(saved).catch(() => undefined);
  }
}

async function write(fileSystem: FileSystem, step: Step): Promise<void> {
  const { edit } = step;
  if (edit.operation === 'delete') return fileSystem.deleteFile(edit.realPath);
  step.newFolder = await topMissingFolder(fileSystem, dirname(edit.realPath));
  if (step.newFolder !== undefined) {
    await fileSystem.createDirectory(dirname(edit.realPath), { mode: 0o777 });
  }
  const bytes = new TextEncoder().encode(edit.after);
  await fileSystem.writeFileAtomic(edit.realPath, bytes, { mode: 0o666, noLinks: true });
}

async function topMissingFolder(fs: FileSystem, folder: string): Promise<string | undefined> {
  let top: string | undefined;
  for (let at = folder; (await fs.lstat(at)) === undefined; at = dirname(at)) top = at;
  return top;
}

/** Undoes the steps, newest first, touching only what still is as it was written. */
async function rollBack(fileSystem: FileSystem, steps: readonly Step[]): Promise<readonly Step[]> {
  const lost: Step[] = [];
  for (const step of steps) {
    const { edit, before, newFolder } = step;
    try {
      const now = await readBytes(fileSystem, edit.realPath);
      const ours = edit.operation === 'delete' ? undefined : sha256(edit.after);
      if ((now && sha256(now)) === ours) {
        if (before) {
          const options = { mode: 0o666, noLinks: true };
          await fileSystem.writeFileAtomic(edit.realPath, before, options);
        } else await fileSystem.deleteFile(edit.realPath);
      }
      if (newFolder !== undefined) await removeIfEmpty(fileSystem, newFolder);
    } catch {
      lost.push(step);
    }
  }
  return lost;
}

async function readBytes(fileSystem: FileSystem, path: string): Promise<Uint8Array | undefined> {
  return (await fileSystem.lstat(path))?.kind === 'file' ? fileSystem.readFile(path) : undefined;
}

async function removeIfEmpty(fileSystem: FileSystem, folder: string): Promise<void> {
  if (await holdsFiles(fileSystem, folder)) return;
  await fileSystem.deleteDirectory(folder);
}

async function holdsFiles(fileSystem: FileSystem, folder: string): Promise<boolean> {
  if ((await fileSystem.lstat(folder)) === undefined) return false;
  for (const { name, kind } of await fileSystem.readDirectory(folder)) {
    if (kind !== 'directory' || (await holdsFiles(fileSystem, join(folder, name)))) return true;
  }
  return false;
}

function explain(error: unknown): CaravanError {
  if (error instanceof CaravanError) return error;
  return new CaravanError('write-failed', {
    text: userText('The files could not be written: {0}', messageOf(error)),
    kept: userText('Every file is as it was before.'),
    next: userText('Free disk space or check the permissions of the folder, then apply again.'),
    cause: error,
  });
}

function rollbackFailed(lost: readonly Step[], error: unknown): CaravanError {
  const saved = lost.flatMap((step) => (step.saved === undefined ? [] : [step.saved]));
  return new CaravanError('write-failed', {
    text: userText(
      'The files could not be written ({0}), and these could not be put back: {1}',
      messageOf(error),
      lost.map((step) => step.edit.realPath).join(', '),
    ),
    ...(saved.length > 0 && {
      kept: userText('What was in them is kept in {0}.', saved.join(', ')),
    }),
    next: userText('Check these files before you go on.'),
    cause: error,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
