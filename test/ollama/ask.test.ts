import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../../src/app/index.ts';
import { realOllama, type RealOllama } from '../support/realOllama.ts';
import { packagedModel } from '../support/realOllamaModel.ts';

const cli = join(import.meta.dirname, '../../dist/cli/cli.js');

interface Asked {
  readonly code: number;
  readonly events: readonly RunEvent[];
}

describe('npm run ask on a real Ollama', function () {
  this.timeout(600_000);
  let ollama: RealOllama;
  let folder: string;

  before(async () => {
    ollama = await realOllama({ isolated: true, model: packagedModel });
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caravan-ask-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  after(() => ollama?.end());

  function ask(...args: string[]): Promise<Asked> {
    const all = [cli, '--folder', folder, '--host', ollama.url, '--json', ...args];
    return new Promise((resolve) => {
      execFile(process.execPath, all, { maxBuffer: 64 << 20 }, (error, stdout) => {
        const lines = stdout.trim().split('\n').filter(Boolean);
        const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
        resolve({ code, events: lines.map((line) => JSON.parse(line) as RunEvent) });
      });
    });
  }

  it('streams the answer to a question', async () => {
    const { code, events } = await ask('--model', ollama.model, '--task', 'What is a caravan?');
    assert.equal(code, 0);
    const deltas = events.filter((event) => event.type === 'answer-delta');
    assert.ok(deltas.length > 3, `${deltas.length} deltas`);
    const end = events.at(-1);
    assert.ok(end?.type === 'run-end' && end.outcome === 'answered', JSON.stringify(end));
  });

  it('runs a task through the nodes and writes what it proposes', async () => {
    const task = 'Write a Python function is_even(n) that returns True if n is even, with tests';
    const { code, events } = await ask(
      '--model',
      ollama.model,
      '--task',
      task,
      '--apply',
      'always',
    );
    const ended = events.flatMap((event) => (event.type === 'node-end' ? [event.node] : []));
    for (const node of ['intent', 'planner', 'researcher', 'test_generator', 'coder', 'critic']) {
      assert.ok((ended as string[]).includes(node), `${node} is missing in ${ended.join(', ')}`);
    }
    const end = events.find((event) => event.type === 'run-end');
    assert.ok(end, 'no run-end');
    assert.equal(code, end.outcome === 'done' ? 0 : 4, end.outcome);
    for (const event of events) {
      if (event.type !== 'proposal' || end.outcome !== 'done') continue;
      for (const { path } of event.proposal.files) {
        assert.ok((await readFile(join(folder, path), 'utf8')).trim() !== '', path);
      }
    }
  });

  it('names a wanted model that is missing, and those there are', async () => {
    const { code, events } = await ask('--model', 'missing:1b', '--task', 'What is a caravan?');
    const end = events.at(-1);
    assert.ok(end?.type === 'run-end' && end.error, JSON.stringify(end));
    assert.deepEqual(end.error.text.args, ['missing:1b']);
    assert.ok(end.error.next?.args?.join(' ').includes(ollama.model), JSON.stringify(end.error));
    assert.equal(code, 3);
  });
});
