import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type * as vscode from 'vscode';
import { until } from './processes.ts';

const exec = promisify(execFile);
const root = join(import.meta.dirname, '../..');

interface CompanionState {
  readonly port: number;
  /** Process id of the extension host. */
  readonly pid: number;
  readonly startedAt: number;
}

/** Talks to the test companion in the extension host (test/support/companion). */
export class CompanionClient {
  readonly #file: string;
  readonly #token = randomUUID();

  /** @param file where the companion of each new extension host writes its port. */
  constructor(file: string) {
    this.#file = file;
  }

  /** What the extension host must find in its environment. */
  get environment(): Record<string, string> {
    return { CARAVAN_COMPANION_FILE: this.#file, CARAVAN_COMPANION_TOKEN: this.#token };
  }

  get token(): string {
    return this.#token;
  }

  async state(): Promise<CompanionState | undefined> {
    const text = await readFile(this.#file, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as CompanionState);
  }

  /** Resolves once an extension host started after the given one answers. */
  async waitForNext(previous: CompanionState | undefined, timeoutMs: number): Promise<void> {
    await until(
      'the extension host to start',
      async () => {
        const now = await this.state();
        return now !== undefined && now.startedAt !== previous?.startedAt;
      },
      timeoutMs,
    );
  }

  /**
   * Runs a function inside the extension host and gives its result as JSON. The function is sent as
   * text: it sees its two arguments only.
   */
  async call<A, R>(
    body: (api: typeof vscode, argument: A) => R | PromiseLike<R>,
    argument?: A,
  ): Promise<R> {
    const state = await this.state();
    if (!state) throw new Error('No extension host has started yet.');
    const text = await post(
      state.port,
      this.#token,
      JSON.stringify({ source: body.toString(), argument }),
    );
    const answer = JSON.parse(text) as { value?: R; error?: string; stack?: string };
    if (answer.error !== undefined) {
      throw new Error(`In the extension host: ${answer.error}`, { cause: answer.stack });
    }
    return answer.value as R;
  }
}

function post(port: number, token: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method: 'POST', agent: false, headers: { 'x-token': token } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString()));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Packs the companion into out/companion.vsix unless that is newer than its source. */
export async function companionVsix(): Promise<string> {
  const folder = join(import.meta.dirname, 'companion');
  const path = join(root, 'out/companion.vsix');
  const sources = ['companion.mjs', 'package.json'].map((name) => join(folder, name));
  const isFresh =
    existsSync(path) &&
    sources.every((source) => statSync(source).mtimeMs < statSync(path).mtimeMs);
  if (isFresh) return path;
  await mkdir(join(root, 'out'), { recursive: true });
  await exec(
    process.execPath,
    [
      join(root, 'node_modules/@vscode/vsce/vsce'),
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--allow-star-activation',
      '--skip-license',
      '--out',
      path,
    ],
    { cwd: folder },
  );
  return path;
}
