import path from 'node:path';
import { z } from 'zod';
import { systemClock, type Clock } from '../base/clock.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import type { RunRequest } from '../workflow/run.ts';
import { RunLocks, type RunLock } from './runLock.ts';
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
  request: z.object({
    runId: storedId,
    conversationId: storedId,
    task: z.string(),
    mode: z.enum(['auto', 'chat', 'plan', 'analyze', 'code']),
    history: z.array(message),
    maxIterations: z.number().int().min(0).max(20),
    model: z.string(),
    approvePlan: z.boolean().exactOptional(),
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
}

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

  async #running(holder: 'nobody' | 'other'): Promise<RunRecord[]> {
    if (!(await this.#files.stat(this.#layout.runs))) return [];
    const names = (await this.#files.readDirectory(this.#layout.runs)).map((entry) => entry.name);
    const records = await Promise.all(
      names.map(async (name) => {
        const file = path.join(this.#layout.runs, name, 'run.json');
        const record = await this.#json.read(file, recordOf(name));
        if (record?.status !== 'running') return undefined;
        return (await this.#locks.holder(record.request.runId)) === holder ? record : undefined;
      }),
    );
    return records
      .filter((record) => record !== undefined)
      .sort((a, b) => b.startedAt - a.startedAt);
  }

  #file(runId: string): string {
    return path.join(this.#layout.run(runId), 'run.json');
  }
}
