import { dirname, join } from 'node:path';
import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import type { SourceFile } from '../base/task.ts';
import { userText } from '../base/userText.ts';
import { refuseShape } from './pathShape.ts';
import { protectionOf } from './protectedNames.ts';

/** Keeps what a run wrote when there is nothing to apply, so that no work is lost. */
export interface DraftStore {
  /** Writes the files under the run's own folder, in place of an earlier draft; returns it. */
  save(runId: string, files: readonly SourceFile[]): Promise<string>;
}

/** What the store needs. */
export interface DraftStoreOptions {
  readonly fileSystem: FileSystem;
  /** Absolute folder of its own, outside the workspace. */
  readonly folder: string;
}

/** Makes a store of drafts, one folder a run. Files with a refused name are kept as text. */
export function createDraftStore({ fileSystem, folder }: DraftStoreOptions): DraftStore {
  return {
    async save(runId, files) {
      if (!/^[A-Za-z0-9_-]{1,128}$/.test(runId)) {
        throw new CaravanError('invalid-argument', {
          text: userText('"{0}" is not the name of a run.', runId),
        });
      }
      const place = join(folder, runId);
      await fileSystem.deleteDirectory(place);
      await fileSystem.createDirectory(place);
      for (const [index, { path, content }] of files.entries()) {
        const wished = join(place, path);
        const isFree = isKeepable(path) && (await makeRoom(fileSystem, place, wished));
        const file = isFree ? wished : join(place, `draft-${index + 1}.txt`);
        const bytes = new TextEncoder().encode(content);
        await fileSystem.writeFileAtomic(file, bytes, { mode: 0o600 });
      }
      return place;
    },
  };
}

function isKeepable(path: string): boolean {
  return refuseShape(path) === undefined && protectionOf(path.split('/')) !== 'deny';
}

/** Makes the folder of a file; false where an earlier file or folder stands in the way. */
async function makeRoom(fileSystem: FileSystem, place: string, file: string): Promise<boolean> {
  if ((await fileSystem.lstat(file))?.kind === 'directory') return false;
  const folder = dirname(file);
  for (let at = folder; at !== place; at = dirname(at)) {
    if ((await fileSystem.lstat(at))?.kind === 'file') return false;
  }
  await fileSystem.createDirectory(folder);
  return true;
}
