import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { createNodeWriter } from '../../src/node/nodeWriter.ts';
import { createValidator } from '../../src/validate/createValidator.ts';
import { systemClock } from '../../src/base/clock.ts';
import { createWorkflowEngine } from '../../src/workflow/engine.ts';
import { withCore, type ScriptedCore } from '../support/scriptedCore.ts';
import type { ReceivedChat } from '../support/scriptedOllama.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';
import { roleOf, scriptedFile } from './scriptedFile.ts';

const plain = 'export function one(): number {\n  return 1;\n}\n';
const changed = 'export async function one(): Promise<number> {\n  return 1;\n}\n';

describe('A follow-up', function () {
  this.timeout(180_000);
  let folder: string;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    await mkdir(path.join(folder, 'src'));
    // Another file, which a search for the words of the follow-up finds.
    await writeFile(
      path.join(folder, 'src/async.ts'),
      '// now make it async\nexport const a = 1;\n',
    );
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n');
  });
  afterEach(() => removeTemporaryFolder(folder));

  /** A model that writes one() first, and makes it async as soon as that is asked. */
  function reply(chat: ReceivedChat): string {
    const isLater = chat.messages.some(({ content }) => content.includes('Now make it async'));
    return scriptedFile({
      codePath: isLater ? 'src/async.ts' : 'src/one.ts',
      code: isLater ? changed : plain,
      symbol: 'one',
    })(chat);
  }

  const ports = {
    folder: () => folder,
    writer: createNodeWriter({ fileSystem: createNodeFileSystem() }),
    loadEngine: async () => createWorkflowEngine,
    createValidator: (root: string) =>
      createValidator({
        folder: root,
        isTrusted: () => true,
        clock: systemClock,
        unsandboxed: 'allow',
      }),
  };

  const send = async ({ caravan }: ScriptedCore, id: string, task: string) => {
    const { runId, finished } = await caravan.send(id, task, { mode: 'auto' });
    assert.equal(await finished, 'done', task);
    return runId;
  };

  it('changes the file that was made and applied before, not one with the same words', async () => {
    await withCore({ reply, ports }, async (core) => {
      const { caravan, server } = core;
      const { id } = await caravan.createConversation();
      const first = await send(core, id, 'Write a function one() in src/one.ts');
      await caravan.apply(first);
      const before = server.chats().length;
      const second = await send(core, id, 'Now make it async');
      const [file] = (await caravan.proposal(second))?.files ?? [];
      assert.deepEqual([file?.path, file?.operation], ['src/one.ts', 'edit']);
      await caravan.apply(second);
      assert.equal(await readFile(path.join(folder, 'src/one.ts'), 'utf8'), changed);
      const coder = server
        .chats()
        .slice(before)
        .find((chat) => roleOf(chat) === 'coder');
      assert.match(
        JSON.stringify(coder?.messages),
        /The code file as it is now\\nFILE: src\/one\.ts/,
      );
    });
  });

  it('builds on what is only proposed so far, and on nothing that was discarded', async () => {
    await withCore({ reply, ports }, async (core) => {
      const { caravan } = core;
      const { id } = await caravan.createConversation();
      const first = await send(core, id, 'Write a function one() in src/one.ts');
      const second = await send(core, id, 'Now make it async');
      const [file] = (await caravan.proposal(second))?.files ?? [];
      assert.deepEqual([file?.path, file?.after], ['src/one.ts', changed]);
      await caravan.discard(first);
      await caravan.discard(second);
      const third = await caravan.send(id, 'Now make it async');
      await third.finished;
      const planned = core.events.find(
        (event) =>
          event.runId === third.runId && event.type === 'node-end' && event.node === 'planner',
      );
      assert.ok(planned?.type === 'node-end' && planned.result?.kind === 'plan');
      assert.equal(planned.result.plan.codePath, 'src/async.ts');
    });
  });
});
