import { RunManager } from '../../../src/app/runManager.ts';
import { RunRecords, type ProcessOwner } from '../../../src/app/runRecords.ts';
import { JsonFiles, StorageLayout } from '../../../src/app/storage.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { FileSystem } from '../../../src/base/fileSystem.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';

type Deps = ConstructorParameters<typeof RunManager>[0];

/** A process that nothing lives beside. */
export const alone: ProcessOwner = { pid: 4242, isAlive: () => false };

/** Runs as one process sees them that keeps its state in a folder. */
export interface TestRuns extends Pick<Deps, 'json' | 'layout' | 'records'> {
  readonly runs: RunManager;
}

/** Wires runs and their records. @param options what differs from a process alone on the disk. */
export function createRuns(
  folder: string,
  options: Partial<Deps> & {
    readonly instance?: string;
    readonly owner?: ProcessOwner;
    readonly files?: FileSystem;
  } = {},
): TestRuns {
  const { instance = 'a', owner = alone, files = createNodeFileSystem(), ...changes } = options;
  const json = new JsonFiles(files, silentLogger, () => 7);
  const layout = new StorageLayout(folder);
  const records = new RunRecords(files, json, layout, owner, instance);
  const runs = new RunManager({
    json,
    layout,
    records,
    clock: systemClock,
    logger: silentLogger,
    keepDraft: async () => undefined,
    ...changes,
  });
  return { json, layout, records, runs };
}
