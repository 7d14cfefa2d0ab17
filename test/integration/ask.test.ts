import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RunEvent } from '../../src/workflow/events.ts';
import { scriptedTask } from '../e2e/scriptedTask.ts';
import {
  createScriptedOllama,
  type ReceivedChat,
  type ScriptedOllama,
} from '../support/scriptedOllama.ts';

const cli = path.resolve(import.meta.dirname, '../../src/cli.ts');
const task = 'Write a function slugify(title) with tests';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

describe('ask', function () {
  this.timeout(180_000);
  let temporary: string;
  let folder: string;
  let server: ScriptedOllama | undefined;

  beforeEach(async () => {
    temporary = await mkdtemp(path.join(os.tmpdir(), 'caravan-ask-'));
    folder = path.join(temporary, 'project');
    await mkdir(folder);
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await rm(temporary, { recursive: true, force: true });
  });

  async function serve(reply: (chat: ReceivedChat) => ReturnType<typeof scriptedTask> | string) {
    server = await createScriptedOllama({ models: ['scripted:1b'], reply });
    return server;
  }

  function start(...options: readonly string[]): ChildProcess {
    const args = ['--folder', folder, '--storage', path.join(temporary, 'state')];
    return spawn(process.execPath, [cli, ...args, ...options], {
      env: {
        ...process.env,
        OLLAMA_HOST: server?.url ?? 'http://127.0.0.1:9',
        LANG: 'C',
        LC_ALL: 'C',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  const run = (...options: readonly string[]): Promise<Ended> => end(start(...options));

  it('writes tested files and ends with 0', async () => {
    await serve((chat) => ({ ...scriptedTask(chat), tokenDelayMs: 0 }));
    const { code, error } = await run('--task', task);
    assert.equal(code, 0, error);
    assert.match(
      await readFile(path.join(folder, 'src/slugify.ts'), 'utf8'),
      /export function slugify/,
    );
    assert.match(error, /Written: src\/slugify\.ts/);
    assert.equal(server?.openSockets, 0);
  });

  it('prints one JSON event a line with --json, and nothing else', async () => {
    await serve((chat) => ({ ...scriptedTask(chat), tokenDelayMs: 0 }));
    const { code, out } = await run('--task', task, '--json', '--apply', 'never');
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    assert.equal(code, 0);
    assert.equal(events[0]?.type, 'run-start');
    assert.equal(events.at(-1)?.type, 'run-end');
    assert.deepEqual(await readdir(folder), [], '--apply never writes nothing');
  });

  it('prints the plan and goes on where nobody can be asked about it', async () => {
    await serve((chat) => ({ ...scriptedTask(chat), tokenDelayMs: 0 }));
    const settings = path.join(temporary, 'settings.json');
    await writeFile(settings, '{ "caravan.approvePlan": true }');
    const { code, error } = await run('--task', task, '--settings', settings);
    assert.equal(code, 0, error);
    assert.match(error, /planner .*\n {4}1\. \S/);
    assert.match(error, /\n {4}src\/slugify\.ts\n/);
  });

  it('ends with 2 when it must ask about the plan and there is no terminal', async () => {
    const { code, error } = await run('--task', task, '--approve-plan');
    assert.equal(code, 2);
    assert.match(error, /--approve-plan needs a terminal/);
  });

  it('answers a question on stdout and ends with 0', async () => {
    await serve(() => 'A project about titles.');
    const { code, out } = await run('--task', 'What does this project do?', '--mode', 'chat');
    assert.equal(code, 0);
    assert.match(out, /A project about titles\./);
  });

  it('ends with 2 for wrong usage and names the option', async () => {
    const { code, error } = await run('--task', task, '--apply', 'sometimes');
    assert.equal(code, 2);
    assert.match(error, /--apply must be one of verified, always, never/);
    assert.equal((await run()).code, 2);
    assert.equal((await run('--task', task, '--frobnicate')).code, 2);
  });

  it('ends with 3 when no model server answers, with cause and next step', async () => {
    const { code, error } = await run('--task', task, '--host', 'http://127.0.0.1:9');
    assert.equal(code, 3);
    assert.match(error, /127\.0\.0\.1:9/);
    assert.ok(error.split('. ').length >= 2, error);
  });

  it('ends with 3 when the server does not have the model', async () => {
    await serve(() => 'unused');
    const { code, error } = await run('--task', task, '--model', 'missing:7b');
    assert.equal(code, 3);
    assert.match(error, /missing:7b/);
  });

  it('ends with 4 when tests fail, and keeps the draft', async () => {
    await serve((chat) => {
      const reply = scriptedTask(chat);
      return {
        ...reply,
        text: (reply.text ?? '').replaceAll('.toLowerCase()', ''),
        tokenDelayMs: 0,
      };
    });
    const { code, error } = await run('--task', task);
    assert.equal(code, 4, error);
    const draft = /The draft is kept in (.+)/.exec(error)?.[1] ?? '';
    assert.match(await readFile(path.join(draft, 'src/slugify.ts'), 'utf8'), /slugify/);
    assert.deepEqual(await readdir(folder), [], 'nothing is written into the folder');
  });

  it('ends with 4 when the server dies in the middle, and keeps what was written', async () => {
    await serve((chat) => {
      const reply = scriptedTask(chat);
      if (/Write the code/.test(chat.messages.at(-1)?.content ?? '')) {
        setImmediate(() => void server?.close());
        return { text: (reply.text ?? '').repeat(40), tokenDelayMs: 5 };
      }
      return { ...reply, tokenDelayMs: 0 };
    });
    const { code, error } = await run('--task', task);
    assert.equal(code, 4, error);
    assert.match(error, /draft is kept|is kept in/);
    assert.deepEqual(await readdir(folder), []);
  });

  it('ends with 130 at Ctrl+C and leaves no socket and no file', async () => {
    const slow = await serve(() => ({ text: 'word '.repeat(10_000), tokenDelayMs: 20 }));
    const child = start('--task', task);
    await slow.arrival('/api/chat');
    child.kill('SIGINT');
    const { code, error } = await end(child);
    assert.equal(code, 130);
    assert.match(error, /Stopped\./);
    assert.equal(server?.openSockets, 0);
    assert.deepEqual(await readdir(folder), []);
  });
});

async function end(child: ChildProcess): Promise<Ended> {
  let out = '';
  let error = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (error += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, error };
}
