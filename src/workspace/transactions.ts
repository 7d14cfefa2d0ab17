import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import type { Logger } from '../base/logger.ts';
import { sha256 } from '../base/textFile.ts';
import { userText } from '../base/userText.ts';
import { putBack, removeEmptied, type PutBackDeps } from './putBack.ts';
import type { RestorePoint, RestorePointFile } from './restorePoint.ts';
import type { ApprovedEdit } from './types.ts';
import { messageOf, nextStep, writeFailure } from './writeFailure.ts';

/** Tries to mark a set as written, which takes a rename. */
const completionAttempts = 3;

/** One file of a set: the edit, and the path it is known by. */
export interface FileChange {
  /** Relative to the root, `/` separated. */
  readonly path: string;
  readonly edit: ApprovedEdit;
  /** For a deletion: topmost folder that was made for the file, and goes with it when empty. */
  readonly newFolder?: string;
}

/** What a set of writes is for. */
export type TransactionPurpose = Pick<
  RestorePoint,
  'kind' | 'runId' | 'proposalId' | 'task' | 'root'
> & {
  /** Name of the undo step. */
  readonly label: string;
};

/** What transactions need. */
export interface TransactionDeps extends PutBackDeps {
  readonly pid: number;
  readonly wallNow: () => number;
  readonly logger: Logger;
  /** True for a run that is going on: its restore points are never pruned. */
  readonly isActive?: (runId: string) => boolean;
}

/**
 * Writes sets of files whole or not at all, with the texts before on disk ahead of the first effect.
 * After a crash at any point {@link recover} finds the set whole or takes it back.
 */
export class Transactions {
  readonly #deps: TransactionDeps;
  readonly #going = new Set<string>();

  constructor(deps: TransactionDeps) {
    this.#deps = deps;
  }

  /** True while this process writes the set of that id. */
  isGoing(id: string): boolean {
    return this.#going.has(id);
  }

  /**
   * Writes the set and returns the way back.
   * @throws CaravanError `write-conflict` or `write-failed`; every file is as before then, or the
   * error names those that are not and where their texts are kept.
   */
  async write(
    changes: readonly FileChange[],
    { label, ...purpose }: TransactionPurpose,
  ): Promise<RestorePoint> {
    const { store, writer, wallNow, pid, isActive = () => false } = this.#deps;
    const at = wallNow();
    const id = `${Math.floor(at)}-${pid}-${randomUUID().slice(0, 8)}`;
    this.#going.add(id);
    try {
      const { files, texts } = await this.#read(changes).catch((error: unknown) => {
        throw writeFailure(error, userText('Nothing was written.'));
      });
      const size = [...texts.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      const state = 'writing';
      const point: RestorePoint = { version: 1, id, ...purpose, at, pid, state, size, files };
      try {
        await store.prune(size, isActive);
        await store.begin(point, texts.values());
      } catch (error) {
        throw writeFailure(error, userText('Nothing was written.'), 2 * size);
      }
      let formatted: ReadonlyMap<string, string>;
      try {
        formatted = await writer.writeAll(
          changes.map(({ edit }) => edit),
          label,
        );
      } catch (error) {
        throw await this.#takeBack(point, error);
      }
      return await this.#finish(point, formatted);
    } finally {
      this.#going.delete(id);
    }
  }

  /** Files as they are now, with the texts of both sides. */
  async #read(
    changes: readonly FileChange[],
  ): Promise<{ files: RestorePointFile[]; texts: Map<string, string> }> {
    const { fileSystem, writer } = this.#deps;
    const files: RestorePointFile[] = [];
    const texts = new Map<string, string>();
    const changed: string[] = [];
    for (const { path, edit, newFolder } of changes) {
      const { realPath, operation } = edit;
      const current = await writer.readCurrent(realPath);
      if (current?.hash !== edit.beforeHash) changed.push(path);
      const stat = await fileSystem.lstat(realPath);
      const after = operation === 'delete' ? null : sha256(edit.after);
      if (current) texts.set(current.hash, current.text);
      if (after !== null) texts.set(after, edit.after);
      files.push({
        path,
        realPath,
        operation,
        after,
        before: current?.hash ?? null,
        mode: stat ? stat.mode & 0o777 : null,
        newFolder: newFolder ?? (await topMissingFolder(fileSystem, dirname(realPath))) ?? null,
      });
    }
    if (changed.length > 0) throw conflict(changed);
    return { files, texts };
  }

  async #finish(
    point: RestorePoint,
    formatted: ReadonlyMap<string, string>,
  ): Promise<RestorePoint> {
    const { store, logger, fileSystem } = this.#deps;
    await removeEmptied(fileSystem, point);
    const files = point.files.map((file) => {
      const text = formatted.get(file.realPath);
      return text === undefined ? file : { ...file, after: sha256(text) };
    });
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (formatted.size > 0) await store.prepare({ ...point, files }, formatted.values());
        await store.complete(point);
        break;
      } catch (error) {
        if (attempt < completionAttempts) continue;
        // The files are written: saying otherwise would be wrong. The next start completes the record.
        logger.warn(`The record of ${point.id} could not be completed`, error);
        break;
      }
    }
    return { ...point, state: 'written', files };
  }

  async #takeBack(point: RestorePoint, cause: unknown): Promise<CaravanError> {
    const { store, logger } = this.#deps;
    const { theirs, lost } = await putBack(this.#deps, point);
    if (lost.length === 0) {
      await store
        .remove(point)
        .catch((error: unknown) => logger.warn(`${point.id} could not be removed`, error));
      return writeFailure(cause, stillThere(theirs));
    }
    return new CaravanError('write-failed', {
      text: userText(
        'The files could not be written ({0}), and these could not be put back: {1}',
        messageOf(cause),
        lost.map((file) => file.path).join(', '),
      ),
      kept: userText('What was in them is kept in {0}.', store.folderOf(point)),
      next: nextStep(cause),
      cause,
    });
  }
}

function stillThere(theirs: readonly RestorePointFile[]): ReturnType<typeof userText> {
  if (theirs.length === 0) return userText('Every file is as it was before.');
  const paths = theirs.map((file) => file.path).join(', ');
  return userText('Every file is as it was before; what you changed meanwhile is kept: {0}', paths);
}

async function topMissingFolder(fs: FileSystem, folder: string): Promise<string | undefined> {
  let top: string | undefined;
  for (let at = folder; (await fs.lstat(at)) === undefined; at = dirname(at)) top = at;
  return top;
}

function conflict(paths: readonly string[]): CaravanError {
  return new CaravanError('write-conflict', {
    text: userText('Changed since the proposal was made: {0}', paths.join(', ')),
    kept: userText('Nothing was written; your newer text is untouched.'),
    next: userText('Run the task again to work from the newer text.'),
    data: { paths: paths.join(', ') },
  });
}
