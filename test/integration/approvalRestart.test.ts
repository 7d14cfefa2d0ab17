import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CaravanPorts, RunEvent } from '../../src/app/index.ts';
import { systemClock } from '../../src/base/clock.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { createNodeWriter } from '../../src/node/nodeWriter.ts';
import { createValidator } from '../../src/validate/createValidator.ts';
import { createWorkflowEngine } from '../../src/workflow/engine.ts';
import { withCore } from '../support/scriptedCore.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';
import { roleOf, scriptedFile } from './scriptedFile.ts';

const code = 'export function one(): number {\n  return 1;\n}\n';

describe('A plan that waits for approval when the window is closed', function () {
  this.timeout(180_000);
  let folder: string;
  let storageFolder: string;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    storageFolder = await makeTemporaryFolder();
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n');
  });
  afterEach(() => Promise.all([folder, storageFolder].map(removeTemporaryFolder)));

  const core = () => {
    const fileSystem = createNodeFileSystem();
    const ports: Partial<CaravanPorts> = {
      storageFolder,
      folder: () => folder,
      writer: createNodeWriter({ fileSystem }),
      loadEngine: async () => createWorkflowEngine,
      createValidator: (root) =>
        createValidator({
          folder: root,
          isTrusted: () => true,
          clock: systemClock,
          unsandboxed: 'allow',
        }),
    };
    const reply = scriptedFile({ codePath: 'one.ts', code, symbol: 'one' });
    return { reply, ports, settings: { approvePlan: true } };
  };

  /** Starts a run and closes the core as soon as it asks. */
  async function closeWhileWaiting(): Promise<Extract<RunEvent, { type: 'interrupt' }>> {
    const { promise, resolve } = Promise.withResolvers<Extract<RunEvent, { type: 'interrupt' }>>();
    await withCore(core(), async ({ caravan }) => {
      caravan.onRunEvent((event) => {
        if (event.type === 'interrupt') resolve(event);
      });
      const { id } = await caravan.createConversation();
      await caravan.send(id, 'Write a function one() in one.ts', { mode: 'code' });
      await promise;
    });
    return promise;
  }

  it('is offered again, and the run goes on with the answer without planning again', async () => {
    const { runId, interrupt } = await closeWhileWaiting();
    await withCore(core(), async ({ caravan, server }) => {
      const [offered] = await caravan.resumableRuns();
      assert.equal(offered?.runId, runId);
      const plan = { codePath: 'two.ts', testPath: 'two.test.ts', steps: ['Return it.'] };
      const run = await caravan.answerInterrupt(runId, interrupt.id, { decision: 'approve', plan });
      assert.equal(await run?.finished, 'done');
      const paths = (await caravan.proposal(runId))?.files.map((file) => file.path);
      assert.deepEqual(paths, ['two.ts', 'two.test.ts']);
      assert.ok(!server.chats().some((chat) => roleOf(chat) === 'planner'));
    });
  });

  it('can be rejected later, and is then over', async () => {
    const { runId, interrupt } = await closeWhileWaiting();
    await withCore(core(), async ({ caravan, server }) => {
      const word = { decision: 'reject', reason: 'No longer needed.' } as const;
      const run = await caravan.answerInterrupt(runId, interrupt.id, word);
      assert.equal(await run?.finished, 'rejected');
      assert.equal(server.chats().length, 0);
      assert.deepEqual(await caravan.resumableRuns(), []);
      const late = caravan.answerInterrupt(runId, interrupt.id, { decision: 'approve' });
      await assert.rejects(late, { code: 'invalid-argument', message: /no longer open/ });
    });
  });

  it('cannot be answered any more once the run was dismissed', async () => {
    const { runId, interrupt } = await closeWhileWaiting();
    await withCore(core(), async ({ caravan }) => {
      await caravan.dismiss(runId);
      const late = caravan.answerInterrupt(runId, interrupt.id, { decision: 'approve' });
      await assert.rejects(late, { message: /no longer open/ });
      assert.deepEqual(caravan.activeRuns, []);
    });
  });
});
