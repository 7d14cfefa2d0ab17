import path from 'node:path';
import { z } from 'zod';
import { sleep, type Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { userText } from '../base/userText.ts';
import type { ProcessOwner } from './runRecords.ts';
import type { StorageLayout } from './storage.ts';

/** Milliseconds between two signs of life of a run's owner. */
const heartbeat = 2_000;
/** Milliseconds without a sign of life after which an owner counts as gone. */
const patience = 6_000;
/** Milliseconds between two looks whether the owner before has let go. */
const pollInterval = 200;

const lockSchema = z.strictObject({
  version: z.literal(1),
  pid: z.int().nonnegative(),
  /** Tells two processes apart that were given the same id one after the other. */
  instance: z.string(),
  /** Last sign of life, wall-clock milliseconds. */
  at: z.number(),
});

interface Held {
  readonly generation: number;
  readonly lock: z.infer<typeof lockSchema> | undefined;
}

/**
 * Who works on which run: one file `owner-<n>.json` in the run's folder, made exclusively. Whoever
 * takes a run over makes the next number, so that one of two always wins and the other finds out.
 */
export class RunLocks {
  readonly #files: FileSystem;
  readonly #layout: StorageLayout;
  readonly #owner: ProcessOwner;
  readonly #instance: string;
  readonly #clock: Clock;

  constructor(
    files: FileSystem,
    layout: StorageLayout,
    owner: ProcessOwner,
    instance: string,
    clock: Clock,
  ) {
    this.#files = files;
    this.#layout = layout;
    this.#owner = owner;
    this.#instance = instance;
    this.#clock = clock;
  }

  /** Whether nobody works on a run, this process does, or another one that lives. */
  async holder(runId: string): Promise<'nobody' | 'us' | 'other'> {
    const held = await this.#newest(this.#layout.run(runId));
    if (held?.lock?.instance === this.#instance) return 'us';
    return held && this.#lives(held) ? 'other' : 'nobody';
  }

  /**
   * Makes this process the run's owner. With `takeOver` also from one that lives, which is waited for
   * until it has let go, at most some seconds.
   * @throws CaravanError `state-busy` when another one owns it or was faster.
   */
  async claim(runId: string, takeOver = false): Promise<RunLock> {
    const folder = this.#layout.run(runId);
    await this.#files.createDirectory(folder);
    const held = await this.#newest(folder);
    if (held && this.#lives(held) && !takeOver) throw busy();
    const generation = (held?.generation ?? 0) + 1;
    const file = lockFile(folder, generation);
    if (!(await this.#files.createExclusive(file, this.#content()))) throw busy();
    if (held) await this.#waitFor(folder, held.generation);
    return new RunLock({
      clock: this.#clock,
      isNewest: async () => (await this.#newest(folder))?.generation === generation,
      beat: () => this.#files.writeFileAtomic(file, this.#content(), { mode: 0o600 }),
      remove: () => this.#files.deleteFile(file),
    });
  }

  async #waitFor(folder: string, generation: number): Promise<void> {
    const file = lockFile(folder, generation);
    for (;;) {
      const lock = await this.#read(file);
      if (!lock || !this.#lives({ generation, lock })) break;
      await sleep(this.#clock, pollInterval);
    }
    await this.#files.deleteFile(file);
  }

  #lives({ lock }: Held): boolean {
    // Damaged, or its process ended while it was making it.
    if (!lock) return false;
    if (lock.instance === this.#instance) return true;
    const isFresh = this.#clock.wallNow() - lock.at <= patience;
    return isFresh && lock.pid !== this.#owner.pid && this.#owner.isAlive(lock.pid);
  }

  async #newest(folder: string): Promise<Held | undefined> {
    if (!(await this.#files.stat(folder))) return undefined;
    const generations = (await this.#files.readDirectory(folder)).flatMap(({ name }) => {
      const [, digits] = /^owner-(\d{1,9})\.json$/.exec(name) ?? [];
      return digits === undefined ? [] : [Number(digits)];
    });
    if (generations.length === 0) return undefined;
    const generation = Math.max(...generations);
    return { generation, lock: await this.#read(lockFile(folder, generation)) };
  }

  async #read(file: string): Promise<Held['lock']> {
    try {
      const text = new TextDecoder().decode(await this.#files.readFile(file));
      return lockSchema.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  }

  #content(): Uint8Array {
    const { pid } = this.#owner;
    const lock = { version: 1, pid, instance: this.#instance, at: this.#clock.wallNow() };
    return new TextEncoder().encode(JSON.stringify(lock));
  }
}

/** This process's hold on a run, kept alive until it is released or somebody took the run over. */
export class RunLock {
  readonly #ports: RunLockPorts;
  readonly #lost = new AbortController();
  #timer: Disposable | undefined;
  #beating: Promise<void> = Promise.resolve();
  #isReleased = false;

  constructor(ports: RunLockPorts) {
    this.#ports = ports;
    this.#arm();
  }

  /** Aborts, with a CaravanError, once another process has taken the run over. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Lets go. Rejects when the lock's file cannot be removed; it ages then. */
  async release(): Promise<void> {
    this.#isReleased = true;
    this.#timer?.dispose();
    await this.#beating;
    await this.#ports.remove();
  }

  #arm(): void {
    this.#timer = this.#ports.clock.setTimeout(() => {
      this.#beating = this.#beat();
    }, heartbeat);
  }

  async #beat(): Promise<void> {
    try {
      if (!(await this.#ports.isNewest())) return this.#lost.abort(takenOver());
      await this.#ports.beat();
    } catch {
      // A sign of life that cannot be written is missed by whoever looks; the next one may do.
    }
    if (!this.#isReleased) this.#arm();
  }
}

/** What a lock does on disk. */
export interface RunLockPorts {
  readonly clock: Clock;
  readonly isNewest: () => Promise<boolean>;
  readonly beat: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

function lockFile(folder: string, generation: number): string {
  return path.join(folder, `owner-${generation}.json`);
}

function busy(): CaravanError {
  return new CaravanError('state-busy', {
    text: userText('Another window is working on this task.'),
    next: userText('Go on there, or take the task over.'),
  });
}

function takenOver(): CaravanError {
  return new CaravanError('cancelled', {
    text: userText('Another window has taken this task over.'),
    kept: userText('It goes on there.'),
  });
}
