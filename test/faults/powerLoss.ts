import fs from 'node:fs';
import { join } from 'node:path';
import { hookCalls } from './hookCalls.ts';

/** The files of a folder by their paths in it, as they are found when the power is back. */
export type Remains = Readonly<Record<string, Buffer>>;

/** A disk of which the power can fail. */
export interface FailingDisk {
  /** From now on, everything in a folder counts as safe, and what is done in it is followed. */
  arm(root: string): void;
  /** What may be left if the power fails now. */
  now(): readonly Remains[];
  /** Stops following. What may have been left before any of the calls that were made. */
  disarm(): readonly Remains[];
}

type Id = number;
type Entries = ReadonlyMap<string, Id>;

/** Kinds of loss tried at one moment at most; beyond, one at a time. */
const limit = 64;

/**
 * Makes the disk of this process one of which the power can fail. What fsync has not been asked for
 * may be there or not, each name and each text for itself and in any order (fsync(2)): a text as it
 * was, as it is, or as long as it is with zeros in it.
 */
export async function openFailingDisk(): Promise<FailingDisk> {
  let model: DiskModel | undefined;
  let remains = new Map<string, Remains>();
  await hookCalls(({ name, target }) => {
    if (!model) return;
    model.look();
    for (const each of model.remains()) remains.set(keyOf(each), each);
    if (name === 'sync') model.sync(Number(target));
  });
  return {
    arm: (root) => {
      model = new DiskModel(root);
      remains = new Map();
    },
    now: () => {
      model?.look();
      return model?.remains() ?? [];
    },
    disarm: () => {
      model = undefined;
      return [...remains.values()];
    },
  };
}

function keyOf(remains: Remains): string {
  return JSON.stringify(
    Object.entries(remains).map(([path, text]) => [path, text.toString('hex')]),
  );
}

/** What is in a folder, and what of it is sure to be there after the power has failed. */
class DiskModel {
  readonly #root: string;
  /** By number of the inode; a system gives numbers of removed files to new ones. */
  #ids = new Map<bigint, Id>();
  #folders = new Map<Id, Entries>();
  #texts = new Map<Id, Buffer>();
  readonly #safeFolders = new Map<Id, Entries>();
  readonly #safeTexts = new Map<Id, Buffer>();
  #count = 0;

  constructor(root: string) {
    this.#root = root;
    this.look();
    this.#folders.forEach((entries, id) => this.#safeFolders.set(id, entries));
    this.#texts.forEach((text, id) => this.#safeTexts.set(id, text));
  }

  /** Takes note of what there is. */
  look(): void {
    const known = this.#ids;
    this.#ids = new Map();
    this.#folders = new Map();
    this.#texts = new Map();
    this.#walk(this.#root, known);
  }

  /** What an open file or folder holds is safe from now on. */
  sync(file: number): void {
    const id = this.#ids.get(fs.fstatSync(file, { bigint: true }).ino);
    if (id === undefined) return;
    const [entries, text] = [this.#folders.get(id), this.#texts.get(id)];
    if (entries) this.#safeFolders.set(id, entries);
    if (text) this.#safeTexts.set(id, text);
  }

  /** All that may be left. */
  remains(): readonly Remains[] {
    const places = this.#places();
    const product = places.reduce((count, { choices }) => count * choices, 1);
    if (product <= limit) {
      return Array.from({ length: product }, (_, number) => {
        let rest = number;
        const picks = places.map(({ key, choices }): [string, number] => {
          const pick = rest % choices;
          rest = Math.floor(rest / choices);
          return [key, pick];
        });
        return this.#left(new Map(picks));
      });
    }
    const uniform = [0, 1].map((pick) => new Map(places.map(({ key }) => [key, pick])));
    return uniform.flatMap((all) => [
      this.#left(all),
      ...places.flatMap(({ key, choices }) =>
        Array.from({ length: choices }, (_, pick) => this.#left(new Map(all).set(key, pick))),
      ),
    ]);
  }

  #walk(path: string, known: ReadonlyMap<bigint, Id>): Id {
    const stat = fs.lstatSync(path, { bigint: true });
    const id = this.#ids.get(stat.ino) ?? known.get(stat.ino) ?? ++this.#count;
    this.#ids.set(stat.ino, id);
    if (stat.isDirectory()) {
      const names = fs.readdirSync(path).sort();
      this.#folders.set(
        id,
        new Map(names.map((name) => [name, this.#walk(join(path, name), known)])),
      );
    } else this.#texts.set(id, fs.readFileSync(path));
    return id;
  }

  /** What is not safe, and in how many ways each may be found: 0 as it was, 1 as it is, 2 torn. */
  #places(): readonly { readonly key: string; readonly choices: number }[] {
    const texts = [...this.#texts]
      .filter(([id, text]) => !this.#safeTexts.get(id)?.equals(text))
      .map(([id]) => ({ key: `text ${id}`, choices: 3 }));
    const names = [...new Set([...this.#folders.keys(), ...this.#safeFolders.keys()])].flatMap(
      (id) =>
        namesOf(this.#safeFolders.get(id), this.#folders.get(id))
          .filter(
            (name) => this.#safeFolders.get(id)?.get(name) !== this.#folders.get(id)?.get(name),
          )
          .map((name) => ({ key: `name ${id} ${name}`, choices: 2 })),
    );
    return [...texts, ...names];
  }

  #left(picks: ReadonlyMap<string, number>): Remains {
    const found: Record<string, Buffer> = {};
    const enter = (id: Id, path: string): void => {
      const [safe, present] = [this.#safeFolders.get(id), this.#folders.get(id)];
      if (!safe && !present) {
        found[path] = this.#text(id, picks.get(`text ${id}`));
        return;
      }
      for (const name of namesOf(safe, present)) {
        const isNew = picks.get(`name ${id} ${name}`) === 1;
        const child = (isNew ? present : safe)?.get(name);
        if (child !== undefined) enter(child, path === '' ? name : `${path}/${name}`);
      }
    };
    const root = this.#ids.get(fs.lstatSync(this.#root, { bigint: true }).ino);
    if (root !== undefined) enter(root, '');
    return found;
  }

  #text(id: Id, pick: number | undefined): Buffer {
    const safe = this.#safeTexts.get(id) ?? Buffer.alloc(0);
    const present = this.#texts.get(id);
    if (!present || pick === undefined || pick === 0) return safe;
    if (pick === 1) return present;
    return Buffer.concat([safe, Buffer.alloc(Math.max(0, present.length - safe.length))]);
  }
}

function namesOf(...folders: readonly (Entries | undefined)[]): readonly string[] {
  return [...new Set(folders.flatMap((entries) => [...(entries?.keys() ?? [])]))];
}
