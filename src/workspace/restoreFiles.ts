import { CaravanError } from '../base/errors.ts';
import { userText, type UserText } from '../base/userText.ts';
import { inverseEdit, type PutBackDeps } from './putBack.ts';
import type { RestorePoint, RestorePointFile } from './restorePoint.ts';
import type { FileChange, Transactions } from './transactions.ts';
import { messageOf, writeFailure } from './writeFailure.ts';

/**
 * How a file can be restored: at once (`ready`), not needed (`same`), only by merging with what
 * others wrote since (`changed`), or not at all (`blocked`).
 */
export type RestoreStatus = 'ready' | 'same' | 'changed' | 'blocked';

/** One file of a restore point as it stands now. */
export interface RestorableFile {
  readonly path: string;
  readonly realPath: string;
  readonly status: RestoreStatus;
  /** Why it is blocked. */
  readonly reason?: UserText;
  /** Text before Caravan wrote, as Caravan left it, and now; undefined where there is no file. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly current: string | undefined;
}

/** What restoring needs. */
export interface RestoreDeps extends PutBackDeps {
  readonly transactions: Transactions;
}

/** What restoring did. */
export interface RestoreResult {
  /** Paths that are as they were before the run. */
  readonly restored: readonly string[];
  /** Files that others changed since: nothing was written, a merge decides. */
  readonly changed: readonly RestorableFile[];
}

/** Every file of a restore point as it stands now. Changes nothing. */
export async function previewRestore(
  deps: PutBackDeps,
  point: RestorePoint,
): Promise<readonly RestorableFile[]> {
  const files: RestorableFile[] = [];
  for (const file of point.files) files.push(await look(deps, point, file));
  return files;
}

async function look(
  deps: PutBackDeps,
  point: RestorePoint,
  file: RestorePointFile,
): Promise<RestorableFile> {
  const { path, realPath } = file;
  const textOf = async (hash: string | null): Promise<string | undefined> =>
    hash === null ? undefined : deps.store.text(point, hash);
  const [before, after] = [await textOf(file.before), await textOf(file.after)];
  const found = { path, realPath, before, after };
  const blocked = (reason: UserText): RestorableFile => ({
    ...found,
    status: 'blocked',
    reason,
    current: undefined,
  });
  if (file.before !== null && before === undefined) {
    return blocked(userText('The kept text of {0} is gone.', path));
  }
  let current;
  try {
    current = await deps.writer.readCurrent(realPath);
  } catch (error) {
    if (error instanceof CaravanError) return blocked(error.text);
    return blocked(userText('{0} could not be read: {1}', path, messageOf(error)));
  }
  const hash = current?.hash ?? null;
  const withText = { ...found, current: current?.text };
  if (hash === file.before) return { ...withText, status: 'same' };
  if ((await inverseEdit(deps, point, file)) === undefined) {
    return blocked(userText('{0} now leads to another place.', path));
  }
  return { ...withText, status: hash === file.after ? 'ready' : 'changed' };
}

/**
 * Takes a run's files back to what they were before it: all those that still are as Caravan left
 * them, in one step with a restore point of its own. Files that others changed are only named.
 * @throws CaravanError `invalid-argument` for an unknown path, and what {@link Transactions.write} throws.
 */
export async function restoreFiles(
  deps: RestoreDeps,
  point: RestorePoint,
  paths: readonly string[] = point.files.map((file) => file.path),
): Promise<RestoreResult> {
  const unknown = paths.find((path) => !point.files.some((file) => file.path === path));
  if (unknown !== undefined) {
    throw new CaravanError('invalid-argument', {
      text: userText('{0} is not part of this restore point.', unknown),
    });
  }
  const looks = (await previewRestore(deps, point).catch(unreadable)).filter(({ path }) =>
    paths.includes(path),
  );
  const changes: FileChange[] = [];
  for (const { path, status, reason } of looks) {
    const file = point.files.find((candidate) => candidate.path === path);
    if (status === 'blocked') throw blocked(path, reason);
    if (status !== 'ready' || !file) continue;
    const edit = await inverseEdit(deps, point, file).catch(unreadable);
    if (!edit) throw blocked(path);
    changes.push({ path, edit, ...(file.newFolder !== null && { newFolder: file.newFolder }) });
  }
  if (changes.length > 0) {
    const { runId, task, root } = point;
    const purpose = { kind: 'restore', proposalId: null, label: 'Caravan' } as const;
    await deps.transactions.write(changes, { ...purpose, runId, task, root });
  }
  return {
    restored: changes.map(({ path }) => path),
    changed: looks.filter(({ status }) => status === 'changed'),
  };
}

function unreadable(error: unknown): never {
  throw writeFailure(error, userText('Nothing was written.'));
}

function blocked(path: string, reason?: UserText): CaravanError {
  return new CaravanError('write-denied', {
    text: reason ?? userText('{0} now leads to another place.', path),
    kept: userText('Nothing was written.'),
    next: userText('Restore the other files by name.'),
  });
}
