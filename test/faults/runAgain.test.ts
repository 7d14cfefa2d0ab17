import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaravanPorts, PastNode, RunEvent } from '../../src/app/index.ts';
import type { ValidationResult } from '../../src/base/task.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { createNodeWriter } from '../../src/node/nodeWriter.ts';
import { createWorkflowEngine } from '../../src/workflow/engine.ts';
import { roleOf, scriptedFile } from '../integration/scriptedFile.ts';
import { withCore, type ScriptedCore } from '../support/scriptedCore.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';

const code = 'export function one(): number {\n  return 1;\n}\n';
const answer = scriptedFile({ codePath: 'one.ts', code, symbol: 'one' });
const passed: ValidationResult = {
  status: 'passed',
  tests: [{ name: 'gives something', passed: true }],
  output: '',
  durationMs: 1,
};

describe('a past run that is done again, through the whole core', () => {
  let folder: string;
  let storage: string;
  let isTrusted: boolean;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    storage = await makeTemporaryFolder();
    isTrusted = true;
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  });
  afterEach(async () => {
    await removeTemporaryFolder(folder);
    await removeTemporaryFolder(storage);
  });

  const ports = (): Partial<CaravanPorts> => ({
    folder: () => folder,
    isTrusted: () => isTrusted,
    storageFolder: storage,
    writer: createNodeWriter({ fileSystem: createNodeFileSystem() }),
    loadEngine: async () => createWorkflowEngine,
    createValidator: () => ({ validate: async () => passed }),
  });
  const models = ['scripted:1b', 'other:1b'].map((name) => ({ name, size: 1_000_000_000 }));
  const task = 'Write a function one() that returns 1';

  /** Runs the task once, then does what is to be tested. */
  const afterRun = (test: (core: ScriptedCore, runId: string) => Promise<void>): Promise<void> =>
    withCore({ models, reply: answer, ports: ports() }, async (core) => {
      const { runId, outcome, error } = await core.run(task);
      assert.equal(outcome, 'done', JSON.stringify(error));
      await test(core, runId);
    });

  it('asks the model only for what comes after the chosen step, in a new turn of its conversation', () =>
    afterRun(async ({ caravan, server, events }, runId) => {
      const record = await readFile(join(storage, 'runs', runId, 'events.jsonl'), 'utf8');
      const asked = server.chats().length;
      const { id } = nodeOf(await caravan.runNodes(runId), 'coder');
      const started = await caravan.runAgain(runId, id);
      assert.equal(await started.finished, 'done');
      assert.deepEqual(rolesOf(server.chats().slice(asked)), ['coder', 'critic', 'reflection']);
      assert.notEqual(started.runId, runId);
      assert.deepEqual(startedNodes(events, started.runId)[0], 'coder');
      assert.equal((await caravan.proposal(started.runId))?.files[0]?.path, 'one.ts');
      const [newest, oldest] = await caravan.listRuns();
      assert.deepEqual([newest?.runId, oldest?.runId], [started.runId, runId]);
      const conversation = await caravan.conversation(newest?.conversationId ?? '');
      assert.deepEqual(
        conversation?.items.map((item) => (item.kind === 'run' ? item.id : item.text)),
        [task, runId, task, started.runId],
      );
      const after = await readFile(join(storage, 'runs', runId, 'events.jsonl'), 'utf8');
      assert.equal(after, record);
    }));

  it('takes another model where one is named', () =>
    afterRun(async ({ caravan, server, events }, runId) => {
      const asked = server.chats().length;
      const { id } = nodeOf(await caravan.runNodes(runId), 'coder');
      const started = await caravan.runAgain(runId, id, { model: 'other:1b' });
      assert.equal(await started.finished, 'done');
      const used = server.chats().slice(asked);
      assert.ok(used.length > 0 && used.every(({ model }) => model === 'other:1b'));
      const told = events.find(
        (event) => event.runId === started.runId && event.type === 'run-model',
      );
      assert.equal(told?.type === 'run-model' && told.model, 'other:1b');
      const missing = await caravan.runAgain(runId, id, { model: 'gone:1b' });
      assert.equal(await missing.finished, 'failed');
    }));

  it('makes the tests anew after the file it proposed was written by hand, and says so', () =>
    afterRun(async ({ caravan, events, server }, runId) => {
      await writeFile(join(folder, 'one.ts'), '// by hand\nexport const one = () => 1;\n');
      const asked = server.chats().length;
      const { id } = nodeOf(await caravan.runNodes(runId), 'reflection');
      const started = await caravan.runAgain(runId, id);
      await started.finished;
      assert.equal(startedNodes(events, started.runId)[0], 'test_generator');
      const told = events.filter(
        (event) =>
          event.runId === started.runId &&
          event.type === 'node-end' &&
          event.summary.message.includes('changed since'),
      );
      assert.equal(told.length, 1);
      const coder = server
        .chats()
        .slice(asked)
        .find((chat) => roleOf(chat) === 'coder');
      assert.match(JSON.stringify(coder?.messages), /by hand/);
      assert.equal(
        (await caravan.proposal(started.runId))?.files.find(({ path }) => path === 'one.ts')
          ?.before,
        '// by hand\nexport const one = () => 1;\n',
      );
    }));

  it('refuses in an untrusted workspace, in another folder, and without the state', () =>
    afterRun(async ({ caravan }, runId) => {
      const { id } = nodeOf(await caravan.runNodes(runId), 'coder');
      isTrusted = false;
      await assert.rejects(caravan.runAgain(runId, id), { code: 'workspace-untrusted' });
      isTrusted = true;
      const own = folder;
      folder = storage;
      await assert.rejects(caravan.runAgain(runId, id), { code: 'invalid-argument' });
      folder = own;
      await assert.rejects(caravan.runAgain(runId, 'none/coder'), { code: 'invalid-argument' });
      await assert.rejects(caravan.runAgain('no-such-run', id), { code: 'invalid-argument' });
      const checkpoint = join(storage, 'runs', runId, 'checkpoint');
      await writeFile(join(checkpoint, 'history.jsonl'), 'no JSON\n');
      await assert.rejects(caravan.runAgain(runId, id), { code: 'state-corrupt' });
      assert.equal(caravan.activeRuns.length, 0);
      await rm(checkpoint, { recursive: true });
      assert.deepEqual(await caravan.runNodes(runId), []);
    }));

  it('refuses while the run goes on in another window', () =>
    afterRun(async ({ caravan }, runId) => {
      const { id } = nodeOf(await caravan.runNodes(runId), 'coder');
      const file = join(storage, 'runs', runId, 'run.json');
      const record = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
      await writeFile(file, JSON.stringify({ ...record, status: 'running' }));
      const lock = { version: 1, pid: process.pid + 1, instance: 'other', at: Date.now() + 60_000 };
      await writeFile(join(storage, 'runs', runId, 'owner-1.json'), JSON.stringify(lock));
      const alive: Partial<CaravanPorts> = { owner: { pid: process.pid, isAlive: () => true } };
      await withCore({ models, ports: { ...ports(), ...alive } }, async (other) => {
        await assert.rejects(other.caravan.runAgain(runId, id), { code: 'state-busy' });
        await assert.rejects(other.caravan.runNodes(runId), { code: 'state-busy' });
      });
    }));

  it('keeps the states of the newest runs only', () =>
    withCore({ models, reply: answer, ports: ports() }, async ({ caravan, run }) => {
      const first = await run(task);
      for (let count = 0; count < 20; count++) await run('hi');
      assert.ok((await caravan.runNodes(first.runId)).length > 0);
      await run('hi');
      assert.deepEqual(await caravan.runNodes(first.runId), []);
    }));
});

function nodeOf(nodes: readonly PastNode[], node: string): PastNode {
  return nodes.find((each) => each.node === node) ?? assert.fail(`no ${node}`);
}

function rolesOf(chats: readonly Parameters<typeof roleOf>[0][]): readonly string[] {
  // What only loads or lets go of the model is no agent's.
  return [...new Set(chats.map(roleOf))].filter((role) => role !== 'other').toSorted();
}

function startedNodes(events: readonly RunEvent[], runId: string): readonly string[] {
  return events.flatMap((event) =>
    event.runId === runId && event.type === 'node-start' ? [event.node] : [],
  );
}
