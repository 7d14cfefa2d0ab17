import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import { createNodeWriter } from '../../../src/node/nodeWriter.ts';
import { withCore } from '../../support/scriptedCore.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';

const before = 'export const one = (): number => {\n  return 1;\n};\n';
const after = 'export const one = (): number => {\n  return 11;\n};\n';

describe('code of an answer, applied to a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    await mkdir(path.join(folder, 'src'));
    await writeFile(path.join(folder, 'src/one.ts'), before);
  });
  afterEach(() => removeTemporaryFolder(folder));

  const ports = {
    folder: () => folder,
    writer: createNodeWriter({ fileSystem: createNodeFileSystem() }),
  };
  const text = (): Promise<string> => readFile(path.join(folder, 'src/one.ts'), 'utf8');

  it('becomes a proposal without any model, and is written when the user applies it', async () => {
    await withCore({ ports }, async ({ caravan, server, events }) => {
      const { id } = await caravan.createConversation();
      const code = { path: 'src/one.ts', content: after };
      const { runId, finished } = await caravan.send(id, 'Apply code', { mode: 'code', code });
      assert.equal(await finished, 'done');
      assert.equal(server.chats().length, 0);
      const proposed = events.find((event) => event.type === 'proposal');
      assert.ok(proposed?.type === 'proposal');
      assert.deepEqual(
        [proposed.proposal.state, proposed.proposal.verification, proposed.proposal.files.length],
        ['open', 'unverified', 1],
      );
      assert.equal(await text(), before, 'nothing is written before the user says so');
      await caravan.apply(runId);
      assert.equal(await text(), after);
    });
  });

  it('goes through the same gate as everything else: a denied file is never written', async () => {
    await withCore({ ports }, async ({ caravan }) => {
      const { id } = await caravan.createConversation();
      const code = { path: '.git/hooks/pre-commit', content: 'exit 0' };
      const { runId, finished } = await caravan.send(id, 'Apply code', { mode: 'code', code });
      assert.equal(await finished, 'done');
      const [file] = (await caravan.proposal(runId))?.files ?? [];
      assert.equal(file?.decision.decision, 'deny');
    });
  });

  it('ends with the cause where it has no place, is there already, or leads out of the folder', async () => {
    await withCore({ ports }, async ({ caravan, events }) => {
      const { id } = await caravan.createConversation();
      for (const [file, content] of [
        ['src/one.ts', 'x'],
        ['src/one.ts', before],
        ['../one.ts', after],
      ] as const) {
        const code = { path: file, content };
        const { runId, finished } = await caravan.send(id, 'Apply code', { mode: 'code', code });
        assert.equal(await finished, 'failed');
        const end = events.find((event) => event.type === 'run-end' && event.runId === runId);
        assert.ok(end?.type === 'run-end' && end.error?.code === 'invalid-argument');
        assert.ok(end.error.text.args?.includes(file));
      }
      assert.equal(await text(), before);
    });
  });
});
