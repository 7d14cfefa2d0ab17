import assert from 'node:assert/strict';
import { CaravanError } from '../../src/base/errors.ts';
import type { RestorePoint } from '../../src/workspace/restorePoint.ts';
import type { Proposal } from '../../src/workspace/types.ts';
import { InMemoryFileSystem, systemError } from '../support/inMemoryFileSystem.ts';
import { openWorld, withDeletion, type World } from './applyWorld.ts';

/** How likely what happens before a call of the file port: 0 to 1 each. */
export interface Chances {
  readonly user: number;
  readonly fault: number;
  readonly crash: number;
}

/** What came of one scenario. */
export interface ScenarioCount {
  readonly applied: number;
  readonly restored: number;
  readonly crashes: number;
  readonly userEdits: number;
}

const paths = ['a.ts', 'b.ts', 'src/c.ts', 'src/new/d.ts'];
const root = '/ws';
const storage = '/storage';

class Crash extends Error {}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * One history of a user and an agent working on the same files, with faults and crashes, drawn from
 * a seed. Asserts after each step that every file is the original, the user's newest or the approved
 * text, that no text of the user is written over unseen, and that sets are whole.
 */
export async function runScenario(seed: number, chances: Chances): Promise<ScenarioCount> {
  return new Scenario(seed, chances).run();
}

class Scenario {
  readonly #random: () => number;
  readonly #chances: Chances;
  readonly #seed: number;
  readonly #files = new InMemoryFileSystem({ '/ws/keep': 'keep' });
  /** What users left files as that are no longer as the plan read them. */
  #typed = new Map<string, string | undefined>();
  readonly #allowed = new Map<string, Set<string | undefined>>();
  /** Files a user did anything to since the plan read them. */
  #touched = new Set<string>();
  /** Files the set removes or expects removed: that a user did so cannot be told from that. */
  #removed = new Set<string>();
  #planRead: ReadonlyMap<string, string | undefined> = new Map();
  #isDown = false;
  #isQuiet = false;
  #pid = 1;
  #texts = 0;
  #count = { applied: 0, restored: 0, crashes: 0, userEdits: 0 };

  constructor(seed: number, chances: Chances) {
    this.#seed = seed;
    this.#random = randomOf(seed);
    this.#chances = chances;
    for (const path of paths) {
      const text = this.#chance(0.6) ? this.#text('original') : undefined;
      if (text !== undefined) this.#files.put(`${root}/${path}`, text);
      this.#allowed.set(path, new Set([text]));
    }
    this.#files.before = (call) => this.#before(call.path);
  }

  async run(): Promise<ScenarioCount> {
    let world = this.#start();
    for (let step = 0; step < 2; step += 1) {
      const point = (await this.#quietly(() => world.points()))[0];
      const shouldRestore = point !== undefined && this.#chance(0.5);
      const ended = shouldRestore ? await this.#restore(world, point) : await this.#apply(world);
      if (!ended) world = await this.#restart();
      this.#check();
    }
    return this.#count;
  }

  async #apply(world: World): Promise<boolean> {
    const proposal = await this.#quietly(() => this.#propose(world));
    const removed = proposal.files.filter(({ operation }) => operation === 'delete');
    const before = this.#beginSet(removed);
    for (const { path, after, operation } of proposal.files) {
      this.#allowed.get(path)?.add(operation === 'delete' ? undefined : after);
    }
    const outcome = await this.#attempt(async () => {
      await world.apply(proposal);
      this.#count.applied += 1;
    });
    const set = proposal.files.map(({ path, operation, after }) => ({
      path,
      after: operation === 'delete' ? undefined : after,
    }));
    if (outcome === 'down') await this.#settle();
    this.#checkWhole(set, before, outcome);
    return outcome !== 'down';
  }

  async #restore(world: World, point: RestorePoint): Promise<boolean> {
    const before = this.#beginSet(
      point.files.filter((file) => file.before === null || file.after === null),
    );
    let restored: readonly string[] = [];
    const outcome = await this.#attempt(async () => {
      ({ restored } = await world.restore(point));
      this.#count.restored += 1;
    });
    if (outcome === 'down') await this.#settle();
    if (outcome === 'failed') {
      this.#checkWhole(
        point.files.map(({ path }) => ({ path, after: undefined })),
        before,
        outcome,
      );
    }
    for (const path of restored) assert.ok(this.#allowed.has(path), this.#where());
    return outcome !== 'down';
  }

  /** From here on whatever the user writes is news to the plan. */
  #beginSet(removed: readonly { path: string }[]): ReadonlyMap<string, string | undefined> {
    this.#removed = new Set(removed.map(({ path }) => path));
    this.#touched = new Set();
    this.#typed = new Map();
    this.#planRead = this.#state();
    return this.#planRead;
  }

  async #propose(world: World): Promise<Proposal> {
    const chosen = paths.filter(() => this.#chance(0.7));
    const contents = Object.fromEntries(chosen.map((path) => [path, this.#text('approved')]));
    const proposal = await world.propose(contents);
    const existing = proposal.files.find(({ operation }) => operation === 'edit');
    if (!existing || !this.#chance(0.3)) return proposal;
    return withDeletion(proposal, existing);
  }

  /** The next start: recovers, and may be cut off and started again while it does. */
  async #restart(): Promise<World> {
    return this.#start();
  }

  async #settle(): Promise<void> {
    for (let start = 0; ; start += 1) {
      // The third start is left in peace, so that every history ends.
      const recover = async (): Promise<void> => {
        const { failed } = await this.#start().recover();
        assert.ok(start < 2 || failed.length === 0, this.#where());
      };
      if (start === 2) return void (await this.#quietly(recover));
      await this.#attempt(recover);
    }
  }

  #start(): World {
    this.#isDown = false;
    this.#pid += 1;
    return openWorld({ fileSystem: this.#files, root, storage, pid: this.#pid });
  }

  async #attempt(work: () => Promise<unknown>): Promise<'done' | 'failed' | 'down'> {
    try {
      await work();
      return this.#isDown ? 'down' : 'done';
    } catch (error) {
      if (this.#isDown) return 'down';
      assert.ok(error instanceof CaravanError, `${this.#where()}: ${String(error)}`);
      // Putting back failed as well: said so, and settled at the next start.
      if (!error.message.includes('could not be put back')) return 'failed';
      this.#isDown = true;
      return 'down';
    }
  }

  async #quietly<T>(work: () => Promise<T>): Promise<T> {
    this.#isQuiet = true;
    try {
      return await work();
    } finally {
      this.#isQuiet = false;
    }
  }

  #before(path: string): void {
    if (this.#isDown) throw new Crash();
    if (this.#isQuiet) return;
    if (this.#chance(this.#chances.user)) this.#userEdits();
    if (this.#chance(this.#chances.crash)) {
      this.#isDown = true;
      this.#count.crashes += 1;
      throw new Crash();
    }
    if (this.#chance(this.#chances.fault)) {
      throw systemError(['ENOSPC', 'EACCES', 'EBUSY'][Math.floor(this.#random() * 3)] ?? '', path);
    }
  }

  #userEdits(): void {
    const path = paths[Math.floor(this.#random() * paths.length)] ?? '';
    const text = this.#chance(0.8) ? this.#text('typed') : undefined;
    if (text === undefined) this.#files.remove(`${root}/${path}`);
    else this.#files.put(`${root}/${path}`, text);
    this.#count.userEdits += 1;
    this.#touched.add(path);
    const isOurs = text === undefined && this.#removed.has(path);
    if (text === this.#planRead.get(path) || isOurs) this.#typed.delete(path);
    else this.#typed.set(path, text);
    this.#allowed.get(path)?.add(text);
  }

  /** What a user left after the plan read it is there; everything else is one of the known texts. */
  #check(): void {
    const state = this.#state();
    for (const path of paths) {
      const text = state.get(path);
      assert.ok(this.#allowed.get(path)?.has(text), `${this.#where()}: ${path} is ${text}`);
      if (this.#typed.has(path)) {
        assert.equal(text, this.#typed.get(path), `${this.#where()}: ${path} lost what was typed`);
      }
    }
    assert.equal(this.#files.text('/ws/keep'), 'keep');
  }

  /** Of the files nobody else touched, all are as before or all are as approved. */
  #checkWhole(
    set: readonly { readonly path: string; readonly after: string | undefined }[],
    before: ReadonlyMap<string, string | undefined>,
    outcome: string,
  ): void {
    const state = this.#state();
    const untouched = set.filter(({ path }) => !this.#touched.has(path));
    const isBefore = untouched.every(({ path }) => state.get(path) === before.get(path));
    const isAfter = untouched.every(({ path, after }) => state.get(path) === after);
    if (outcome === 'done') assert.ok(isAfter, `${this.#where()}: not written whole`);
    else if (outcome === 'failed') assert.ok(isBefore, `${this.#where()}: not taken back`);
    else assert.ok(isBefore || isAfter, `${this.#where()}: half a set after a crash`);
  }

  #state(): Map<string, string | undefined> {
    return new Map(paths.map((path) => [path, this.#files.text(`${root}/${path}`)]));
  }

  #text(kind: string): string {
    return `${kind} ${++this.#texts}\n`;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #where(): string {
    return `seed ${this.#seed} with ${JSON.stringify(this.#chances)}`;
  }
}
