import { messageOf, writeFailure } from './writeFailure.ts';
import { putBack, removeEmptied, removeTemporaries, standingOf } from './putBack.ts';
import type { FileStanding, PutBackDeps } from './putBack.ts';
import type { RestorePoint } from './restorePoint.ts';
import type { Transactions } from './transactions.ts';
import { userText, type UserText } from '../base/userText.ts';

/** A set of writes takes seconds; a living process of that age has another's number. */
const longestWrite = 10 * 60 * 1_000;

/** Who may still be writing. */
export interface WriteOwner {
  readonly pid: number;
  isAlive(pid: number): boolean;
}

/** What recovery needs. */
export interface RecoveryDeps extends PutBackDeps {
  readonly transactions: Transactions;
  readonly owner: WriteOwner;
  readonly wallNow: () => number;
  /** Called for a set that turned out to be whole, before it counts as written. */
  readonly onWritten: (point: RestorePoint) => Promise<void>;
}

/** What was found of sets that a crash cut off. */
export interface Recovery {
  readonly completed: readonly RestorePoint[];
  readonly takenBack: readonly RestorePoint[];
  /** Sets that could not be settled now; the next start tries again. */
  readonly failed: readonly RestorePoint[];
  /** One sentence for each set that was not whole. */
  readonly notices: readonly UserText[];
}

/**
 * Settles every set of writes whose process is gone: whole ones are kept, others are taken back
 * where the files still are as Caravan left them. Can itself be cut off and repeated.
 * @throws CaravanError `write-failed` when the records cannot be read.
 */
export async function recoverWrites(deps: RecoveryDeps): Promise<Recovery> {
  const { store } = deps;
  const completed: RestorePoint[] = [];
  const takenBack: RestorePoint[] = [];
  const failed: RestorePoint[] = [];
  const notices: UserText[] = [];
  for (const point of await listUnfinished(deps)) {
    try {
      const { owner } = deps;
      await removeTemporaries(
        deps.fileSystem,
        point,
        (pid) => pid !== owner.pid && !owner.isAlive(pid),
      );
      if (await isWhole(deps, point)) {
        await removeEmptied(deps.fileSystem, point);
        await deps.onWritten(point);
        await store.save({ ...point, state: 'written' });
        completed.push(point);
        continue;
      }
      const { back, theirs, lost } = await putBack(deps, point);
      if (lost.length > 0) {
        failed.push(point);
        notices.push(notPutBack(point, lost.map(({ path }) => path).join(', ')));
      } else if (theirs.length > 0) {
        await store.save({ ...point, state: 'written', files: [...theirs] });
        takenBack.push(point);
      } else {
        await store.remove(point);
        takenBack.push(point);
      }
      if (back.length > 0) notices.push(putBackText(back.map(({ path }) => path).join(', ')));
    } catch (error) {
      failed.push(point);
      notices.push(notPutBack(point, messageOf(error)));
    }
  }
  return { completed, takenBack, failed, notices };
}

async function listUnfinished(deps: RecoveryDeps): Promise<readonly RestorePoint[]> {
  try {
    await deps.store.removeUnfinished((id) => isOwned(deps, id));
    const points = await deps.store.list();
    return points.filter(({ state, id }) => state === 'writing' && !isOwned(deps, id));
  } catch (error) {
    throw writeFailure(error, userText('Nothing was written.'));
  }
}

/** Nothing is as it was before: then the last write had happened. */
async function isWhole({ writer }: RecoveryDeps, { files }: RestorePoint): Promise<boolean> {
  const standings: FileStanding[] = [];
  for (const file of files) standings.push(await standingOf(writer, file));
  return !standings.includes('before');
}

function isOwned({ transactions, owner, wallNow }: RecoveryDeps, id: string): boolean {
  const [, at, pid] = /^(\d+)-(\d+)-[0-9a-f]{8}$/.exec(id) ?? [];
  // Not a name of ours: left alone.
  if (at === undefined || pid === undefined) return true;
  if (Number(pid) === owner.pid) return transactions.isGoing(id);
  return owner.isAlive(Number(pid)) && wallNow() - Number(at) < longestWrite;
}

function putBackText(paths: string): UserText {
  return userText(
    'Caravan was cut off while it wrote files. These are as they were before: {0}',
    paths,
  );
}

function notPutBack(point: RestorePoint, what: string): UserText {
  return userText(
    'Caravan was cut off while it wrote files for “{0}”, and could not put them back: {1}',
    point.task.slice(0, 80),
    what,
  );
}
