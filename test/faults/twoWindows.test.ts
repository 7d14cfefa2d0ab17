import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CaravanPorts } from '../../src/app/index.ts';
import { CaravanError } from '../../src/base/errors.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { createNodeWriter } from '../../src/node/nodeWriter.ts';
import { withCore, type ScriptedCore, type ScriptedWork } from '../support/scriptedCore.ts';
import { until } from '../support/scriptedPool.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';

const before = 'one\n';
const after = 'two\n';

interface Windows {
  readonly first: ScriptedCore;
  readonly second: ScriptedCore;
  readonly text: () => Promise<string>;
  readonly reset: () => Promise<void>;
  /** The first window waits for this before it writes; the promise says that it has come so far. */
  readonly hold: (until: Promise<unknown>) => Promise<void>;
}

/** Two cores, as two windows on one folder have them: one storage, two living processes. */
async function withWindows(test: (windows: Windows) => Promise<void>): Promise<void> {
  const [folder, storageFolder] = [await makeTemporaryFolder(), await makeTemporaryFolder()];
  const file = path.join(folder, 'a.ts');
  const reset = (): Promise<void> => writeFile(file, before);
  await reset();
  const files = [
    { path: 'a.ts', content: after },
    { path: 'new/b.ts', content: 'new\n' },
  ];
  const result = { outcome: 'done', files, answer: '' } as const;
  const writer = createNodeWriter({ fileSystem: createNodeFileSystem() });
  let gate: { readonly until: Promise<unknown>; readonly came: () => void } | undefined;
  const held: CaravanPorts['writer'] = {
    readCurrent: (realPath) => writer.readCurrent(realPath),
    writeAll: async (...args) => {
      gate?.came();
      await gate?.until;
      return writer.writeAll(...args);
    },
  };
  const portsOf = (pid: number): Partial<CaravanPorts> => ({
    folder: () => folder,
    storageFolder,
    owner: { pid, isAlive: () => true },
    writer: pid === 1 ? held : writer,
    loadEngine: async () => () => ({ start: async () => result, resume: async () => result }),
  });
  const hold = (until: Promise<unknown>): Promise<void> =>
    new Promise((came) => (gate = { until, came }));
  try {
    await withCore({ ports: portsOf(1) }, (first) =>
      withCore({ ports: portsOf(2) }, (second) =>
        test({ first, second, text: () => readFile(file, 'utf8'), reset, hold }),
      ),
    );
  } finally {
    await removeTemporaryFolder(folder);
    await removeTemporaryFolder(storageFolder);
  }
}

const isCode = (code: string) => (error: unknown) =>
  error instanceof CaravanError && error.code === code;

describe('two windows on one folder', () => {
  it('do not write one proposal at a time: the second is told, and so it is afterwards', async () => {
    await withWindows(async ({ first, second, text, hold }) => {
      const { runId } = await first.run();
      let release = (): void => undefined;
      const came = hold(new Promise<void>((done) => (release = done)));
      const writing = first.caravan.apply(runId);
      await came;
      const busy = isCode('state-busy');
      await assert.rejects(second.caravan.apply(runId), busy);
      await assert.rejects(second.caravan.discard(runId), busy);
      const proposal = await second.caravan.proposal(runId);
      const edit = second.caravan.editProposal(runId, proposal?.id ?? '', 'a.ts', 'mine\n');
      await assert.rejects(edit, busy);
      assert.equal(await text(), before);
      release();
      assert.deepEqual((await writing).toSorted(), ['a.ts', 'new/b.ts']);
      await assert.rejects(second.caravan.apply(runId), isCode('invalid-argument'));
      assert.equal(await text(), after);
      assert.equal((await second.caravan.restorePoints()).length, 1);
    });
  });

  it('go on with a run only where its own folder is the one to work in (F14)', async () => {
    const [storageFolder, ...folders] = await Promise.all([
      makeTemporaryFolder(),
      makeTemporaryFolder(),
      makeTemporaryFolder(),
    ]);
    const portsOf = (folder: string | undefined, pid: number): Partial<CaravanPorts> => ({
      folder: () => folder,
      storageFolder,
      owner: { pid, isAlive: () => false },
    });
    const work: ScriptedWork = (_ports, _runId, signal) =>
      new Promise((_done, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    const resume = async (folder: string | undefined, pid: number, runId: string): Promise<void> =>
      withCore({ ports: portsOf(folder, pid) }, async ({ caravan }) => {
        await assert.rejects(caravan.resume(runId), /worked in another folder/);
      });
    await withCore({ ports: portsOf(folders[0], 1), work }, async ({ caravan, events }) => {
      const { id } = await caravan.createConversation();
      const { runId } = await caravan.send(id, 'a task');
      await until(() => events.some(({ type }) => type === 'run-start'));
      await resume(folders[1], 2, runId);
      await resume(undefined, 3, runId);
    });
    for (const folder of [storageFolder, ...folders]) await removeTemporaryFolder(folder);
  });

  it('that apply at the same time: one of them does, with one way back', async () => {
    await withWindows(async ({ first, second, text, reset }) => {
      for (let round = 1; round <= 20; round++) {
        const { runId } = await first.run();
        const windows = round % 2 === 0 ? [first, second] : [second, first];
        const ends = await Promise.allSettled(windows.map((each) => each.caravan.apply(runId)));
        const refused = ends.flatMap((end) =>
          end.status === 'rejected' ? [end.reason as unknown] : [],
        );
        assert.equal(refused.length, 1, `round ${round}`);
        assert.ok(isCode('state-busy')(refused[0]) || isCode('invalid-argument')(refused[0]));
        assert.equal(await text(), after);
        const points = (await first.caravan.restorePoints()).filter((each) => each.runId === runId);
        assert.equal(points.length, 1);
        const backs = await Promise.allSettled(
          windows.map((each) => each.caravan.restore(points[0]?.id ?? '')),
        );
        assert.ok(backs.some(({ status }) => status === 'fulfilled'));
        assert.equal(await text(), before);
        await reset();
      }
    });
  }).timeout(60_000);
});
