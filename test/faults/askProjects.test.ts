import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSolved } from '../eval/judgeFolder.ts';
import { profiles, type Profile } from '../eval/simulated/profiles.ts';
import { SimulatedCoder } from '../eval/simulated/simulatedCoder.ts';
import { loadTasks, type EvalTask } from '../eval/tasks.ts';
import { hasSandbox } from '../support/sandboxed.ts';
import { createScriptedOllama } from '../support/scriptedOllama.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';

const cli = join(import.meta.dirname, '../../dist/cli/cli.js');
/** One existing small project of each full language, to be changed. */
const chosen = ['ts-cart', 'js-query', 'py-todo'];
const seed = 3;

describe('npm run ask on an existing project, with the simulated coder', function () {
  this.timeout(90_000);
  let folder: string;
  // Knows the answer, but wraps, cuts and elides it as small models do, and writes bad tests.
  const half = profiles['half'] as Profile;

  before(function () {
    if (!hasSandbox()) this.skip();
  });
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(() => removeTemporaryFolder(folder));

  for (const task of loadTasks(chosen.join(','))) {
    it(`changes ${task.path} of ${task.id} as the task says, and nothing else`, async () => {
      const project = join(folder, 'project');
      for (const file of task.start) {
        await mkdir(dirname(join(project, file.path)), { recursive: true });
        await writeFile(join(project, file.path), file.content);
      }
      assert.equal(await isSolved(task, project, 'refuse'), false, 'not solved before');
      const { code, events } = await ask(task, project);
      assert.equal(code, 0, JSON.stringify(events.at(-1)));
      assert.equal(await isSolved(task, project, 'refuse'), true);
      const others = task.start.filter((file) => file.path !== task.path);
      for (const { path, content } of others) {
        assert.equal(await readFile(join(project, path), 'utf8'), content, path);
      }
    });
  }

  async function ask(
    task: EvalTask,
    project: string,
  ): Promise<{ readonly code: number; readonly events: readonly unknown[] }> {
    const model = 'simulated-coder:half';
    const server = await createScriptedOllama({
      models: [{ name: model, size: 2_000_000_000, family: 'qwen2' }],
      reply: new SimulatedCoder([task], { ...half, right: 1 }, seed).answer,
    });
    try {
      const args = ['--task', task.text, '--folder', project, '--host', server.url];
      const more = ['--model', model, '--apply', 'always', '--storage', join(folder, 'storage')];
      return await new Promise((resolve) => {
        const env = { ...process.env, LANG: 'C' };
        const options = { env, maxBuffer: 64 * 1024 * 1024 };
        execFile(process.execPath, [cli, ...args, ...more, '--json'], options, (error, out) => {
          const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
          const lines = out.split('\n').filter((line) => line.startsWith('{'));
          resolve({ code, events: lines.map((line) => JSON.parse(line) as unknown) });
        });
      });
    } finally {
      await server.close();
    }
  }
});
