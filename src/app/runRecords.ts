import path from 'node:path';
import { z } from 'zod';
import { systemClock, type Clock } from '../base/clock.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { modes } from '../base/task.ts';
import type { RunRequest } from '../workflow/run.ts';
import { RunLocks, type RunLock } from './runLock.ts';
import { runSummarySchema, type RunSummary } from './runSummary.ts';
import { storedId, type JsonFiles, type StorageLayout } from './storage.ts';

/** Tells whether the process that owns a run still lives. */
export interface ProcessOwner {
  readonly pid: number;
  isAlive(pid: number): boolean;
}

const message = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string(),
});
const recordSchema = z.object({
  version: z.literal(1),
  status: z.enum(['running', 'ended']),
  startedAt: z.number(),
  pid: z.number(),
  /** Tells two processes apart that were given the same id one after the other. */
  instance: z.string(),
  summary: runSummarySchema.exactOptional(),
  request: z.object({
    runId: storedId,
    conversationId: storedId,
    task: z.string(),
    folder: z.string().exactOptional(),
    mode: z.enum(modes),
    history: z.array(message),
    maxIterations: z.number().int().min(0).max(20),
    model: z.string(),
    approvePlan: z.boolean().exactOptional(),
    secondRound: z.boolean().exactOptional(),
    again: z
      .object({ runId: storedId, point: z.string(), model: z.string().exactOptional() })
      .exactOptional(),
    previous: z.array(z.object({ path: z.string(), content: z.string() })).exactOptional(),
    attachments: z.array(z.object({ path: z.string(), content: z.string() })),
  }),
});

/** What the folder of a run may hold: a record that names another run is not its own. */
function recordOf(runId: string): z.ZodType<z.infer<typeof recordSchema>> {
  return recordSchema.refine(({ request }) => request.runId === runId);
}

/** One run as it stands on disk before its first effect. */
export interface RunRecord {
  readonly status: 'running' | 'ended';
  readonly startedAt: number;
  readonly request: RunRequest;
  /** Of a run that has ended; records of earlier versions lack it. */
  readonly summary?: RunSummary;
}

/** Who works on a run: nobody, this process, or another one that lives. */
export type RunHolder = 'nobody' | 'us' | 'other';

/** Which runs exist, written before they start: what is `running` without a living owner was cut off. */
export class RunRecords {
  readonly #files: FileSystem;
  readonly #json: JsonFiles;
  readonly #layout: StorageLayout;
  readonly #owner: ProcessOwner;
  readonly #instance: string;
  readonly #locks: RunLocks;

  constructor(
    files: FileSystem,
    json: JsonFiles,
    layout: StorageLayout,
    owner: ProcessOwner,
    instance: string,
    clock: Clock = systemClock,
  ) {
    this.#files = files;
    this.#json = json;
    this.#layout = layout;
    this.#owner = owner;
    this.#instance = instance;
    this.#locks = new RunLocks(files, layout, owner, instance, clock);
  }

  /** Makes this process the one that works on a run. @throws as {@link RunLocks.claim} does. */
  claim(runId: string, takeOver = false): Promise<RunLock> {
    return this.#locks.claim(runId, takeOver);
  }

  async write(record: RunRecord): Promise<void> {
    const owner = { version: 1, pid: this.#owner.pid, instance: this.#instance };
    await this.#json.write(this.#file(record.request.runId), { ...owner, ...record });
  }

  /** The request of a run, whatever its state; undefined if it is unknown or unreadable. */
  async read(runId: string): Promise<RunRecord | undefined> {
    return this.#json.read(this.#file(runId), recordOf(runId));
  }

  /** Runs that nobody works on and that did not end, newest first. */
  interrupted(): Promise<RunRecord[]> {
    return this.#running('nobody');
  }

  /** Runs that another window or program works on, newest first. */
  elsewhere(): Promise<RunRecord[]> {
    return this.#running('other');
  }

  /** Every run with a record that can be read, newest first; one that has ended has no holder. */
  async all(): Promise<readonly { readonly record: RunRecord; readonly holder: RunHolder }[]> {
    if (!(await this.#files.stat(this.#layout.runs))) return [];
    const names = (await this.#files.readDirectory(this.#layout.runs)).map((entry) => entry.name);
    const found = await Promise.all(
      names.map(async (name) => {
        const file = path.join(this.#layout.runs, name, 'run.json');
        const record = await this.#json.read(file, recordOf(name));
        if (!record) return undefined;
        const isOver = record.status === 'ended';
        return { record, holder: isOver ? 'nobody' : await this.#locks.holder(name) } as const;
      }),
    );
    return found
      .filter((each) => each !== undefined)
      .sort((a, b) => b.record.startedAt - a.record.startedAt);
  }

  async #running(wanted: RunHolder): Promise<RunRecord[]> {
    return (await this.all())
      .filter(({ record, holder }) => record.status === 'running' && holder === wanted)
      .map(({ record }) => record);
  }

  #file(runId: string): string {
    return path.join(this.#layout.run(runId), 'run.json');
  }
}
