import { dirname, join } from 'node:path';
import { temporaryOwner, type FileSystem } from '../base/fileSystem.ts';
import { CaravanError } from '../base/errors.ts';
import type { TextFile } from '../base/textFile.ts';
import type { RestorePoint, RestorePointFile } from './restorePoint.ts';
import type { RestorePointStore } from './restorePointStore.ts';
import type { ApprovedEdit, WorkspaceWriter, WritePolicy } from './types.ts';

/** What going back needs. */
export interface PutBackDeps {
  readonly fileSystem: FileSystem;
  readonly store: RestorePointStore;
  readonly writer: WorkspaceWriter;
  readonly policy: WritePolicy;
}

/**
 * How a file stands to a restore point: as it was `before`, as Caravan left it (`after`), or as
 * somebody else made it (`other`).
 */
export type FileStanding = 'before' | 'after' | 'other';

/** Compares a file with a restore point. Rejects when it cannot be read for want of rights. */
export async function standingOf(
  writer: WorkspaceWriter,
  file: RestorePointFile,
): Promise<FileStanding> {
  let current: TextFile | undefined;
  try {
    current = await writer.readCurrent(file.realPath);
  } catch (error) {
    // No text file: whatever it is, it is not from us.
    if (error instanceof CaravanError && error.code === 'write-denied') return 'other';
    throw error;
  }
  const hash = current?.hash ?? null;
  if (hash === file.before) return 'before';
  return hash === file.after ? 'after' : 'other';
}

/** The edit that leads back, or undefined when the gate or a lost copy forbids it. */
export async function inverseEdit(
  { store, policy }: Pick<PutBackDeps, 'store' | 'policy'>,
  point: RestorePoint,
  file: RestorePointFile,
): Promise<ApprovedEdit | undefined> {
  const operation = inverse(file);
  const { root } = point;
  const gate = await policy.authorizeWrite({ root, path: file.path, operation });
  if (gate.decision === 'deny' || gate.realPath !== file.realPath) return undefined;
  const text = file.before === null ? '' : await store.text(point, file.before);
  if (text === undefined) return undefined;
  return {
    realPath: file.realPath,
    operation,
    beforeHash: file.after ?? undefined,
    after: text,
    ...(file.mode !== null && { mode: file.mode }),
  };
}

function inverse({ before, after }: RestorePointFile): ApprovedEdit['operation'] {
  if (before === null) return 'delete';
  return after === null ? 'create' : 'edit';
}

/**
 * Puts back every file that still is as Caravan left it, newest first, one by one: what cannot be put
 * back is told and does not stop the rest. What others changed stays theirs.
 */
export async function putBack(
  deps: PutBackDeps,
  point: RestorePoint,
): Promise<{
  readonly back: readonly RestorePointFile[];
  readonly theirs: readonly RestorePointFile[];
  readonly lost: readonly RestorePointFile[];
}> {
  const back: RestorePointFile[] = [];
  const theirs: RestorePointFile[] = [];
  const lost: RestorePointFile[] = [];
  for (const file of [...point.files].reverse()) {
    try {
      const standing = await standingOf(deps.writer, file);
      if (standing === 'after') {
        const edit = await inverseEdit(deps, point, file);
        if (!edit) throw new Error(`${file.realPath} cannot be put back`);
        await deps.writer.writeAll([edit], 'Caravan');
        back.push(file);
      } else if (standing === 'other') theirs.push(file);
      await removeNewFolders(deps.fileSystem, file);
    } catch {
      lost.push(file);
    }
  }
  return { back, theirs, lost };
}

/** Removes the folders made for a file, as far as they hold nothing. */
async function removeNewFolders(
  fileSystem: FileSystem,
  { realPath, newFolder }: RestorePointFile,
): Promise<void> {
  if (newFolder === null) return;
  for (let at = dirname(realPath); at.length >= newFolder.length; at = dirname(at)) {
    // An empty folder that stays loses nobody anything.
    await fileSystem.deleteEmptyDirectory(at).catch(() => false);
  }
}

/** Removes the folders that were made for files which are gone now. */
export async function removeEmptied(
  fileSystem: FileSystem,
  { files }: RestorePoint,
): Promise<void> {
  for (const file of files) if (file.after === null) await removeNewFolders(fileSystem, file);
}

/** Removes temporary files beside the files of a point, of processes that are gone. */
export async function removeTemporaries(
  fileSystem: FileSystem,
  { files }: RestorePoint,
  isGone: (pid: number) => boolean,
): Promise<void> {
  for (const folder of new Set(files.map((file) => dirname(file.realPath)))) {
    if ((await fileSystem.lstat(folder))?.kind !== 'directory') continue;
    for (const { name } of await fileSystem.readDirectory(folder)) {
      const pid = temporaryOwner(name);
      if (pid === undefined || !isGone(pid)) continue;
      await fileSystem.deleteFile(join(folder, name), { noLinks: true });
    }
  }
}
