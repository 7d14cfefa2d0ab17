import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Guard } from './guards.ts';
import { killProcessesOf, processesOf } from './leftovers.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';

const root = resolve(import.meta.dirname, '../..');
const copied = ['src', 'l10n', 'test/unit', 'test/support', 'test/faults', 'test/guards'];
const linked = ['node_modules', 'media'];

/** A copy of the sources in which guards are taken out, one at a time. */
export class Trial {
  readonly #folder: string;
  #leftovers = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<Trial> {
    const folder = await makeTemporaryFolder();
    for (const path of copied) {
      await fs.cp(join(root, path), join(folder, path), { recursive: true });
    }
    for (const name of await fs.readdir(root)) {
      if (/\.json$/.test(name)) await fs.copyFile(join(root, name), join(folder, name));
    }
    for (const name of linked) await fs.symlink(join(root, name), join(folder, name));
    await fs.mkdir(join(folder, 'tmp'));
    return new Trial(folder);
  }

  /** Processes that runs in this copy have left behind so far; each run's are killed at its end. */
  get leftovers(): number {
    return this.#leftovers;
  }

  /** The specs that fail without the guard, by what mocha prints; the source is put back. */
  async without({ file, find, replace, spec, test }: Guard): Promise<SpecResult> {
    const path = join(this.#folder, file);
    const text = await fs.readFile(path, 'utf8');
    if (text.split(find).length !== 2) throw new Error(`${file} does not hold once: ${find}`);
    await fs.writeFile(
      path,
      text.replace(find, () => replace),
    );
    try {
      return await this.run([spec], test);
    } finally {
      this.#leftovers += await killProcessesOf(this.#folder);
      await fs.writeFile(path, text);
    }
  }

  /** Runs specs in the copy as it is; `test` is a part of the names of the tests to run. */
  run(specs: readonly string[], test?: string): Promise<SpecResult> {
    const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
    const args = ['--no-package', '--timeout', '30000', '--exit', '--reporter', 'dot'];
    const only = test === undefined ? [] : ['--fgrep', test];
    return new Promise((done) => {
      execFile(
        process.execPath,
        [mocha, ...args, ...only, ...specs],
        {
          cwd: this.#folder,
          // The folders that specs make name this one, and so does what is left of their processes.
          env: { ...process.env, TMPDIR: join(this.#folder, 'tmp') },
          timeout: 300_000,
          maxBuffer: 64 * 1024 * 1024,
        },
        (error, stdout, stderr) => {
          const output = stdout + stderr;
          const count = (word: string): number =>
            Number(new RegExp(`(\\d+) ${word}`).exec(output)?.[1] ?? 0);
          done({ passed: count('passing'), failed: count('failing'), isGood: !error, output });
        },
      );
    });
  }

  /** Processes of this copy that still run. */
  processes(): readonly number[] {
    return processesOf(this.#folder);
  }

  close(): Promise<void> {
    return removeTemporaryFolder(this.#folder);
  }
}

/** How specs went. A file that cannot be loaded counts neither as passed nor as failed. */
export interface SpecResult {
  readonly passed: number;
  readonly failed: number;
  readonly isGood: boolean;
  readonly output: string;
}
