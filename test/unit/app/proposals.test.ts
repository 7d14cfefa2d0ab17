import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Caravan, CaravanPorts, RunEvent } from '../../../src/app/index.ts';
import { CaravanError } from '../../../src/base/errors.ts';
import { sha256 } from '../../../src/base/textFile.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import { createNodeWriter } from '../../../src/node/nodeWriter.ts';
import { withCore } from '../../support/scriptedCore.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';

const before = 'one\ntwo\nthree\n';
const proposed = '1\ntwo\n3\n';

interface World {
  readonly caravan: Caravan;
  readonly runId: string;
  /** Text of the file that the run changes. */
  readonly text: () => Promise<string>;
  readonly states: () => readonly string[];
}

/** A run that proposes a changed and a new file, as far as the user's word on them. */
async function withProposal(test: (world: World) => Promise<void>): Promise<void> {
  const folder = await makeTemporaryFolder();
  const file = path.join(folder, 'a.ts');
  await writeFile(file, before);
  const files = [
    { path: 'a.ts', content: proposed },
    { path: 'b.ts', content: 'new\n' },
  ];
  const result = { outcome: 'done', files, answer: '' } as const;
  const ports: Partial<CaravanPorts> = {
    folder: () => folder,
    writer: createNodeWriter({ fileSystem: createNodeFileSystem() }),
    loadEngine: async () => () => ({
      start: async () => result,
      resume: async () => result,
    }),
  };
  try {
    await withCore({ ports }, async ({ caravan, run, events }) => {
      const { runId, outcome } = await run();
      assert.equal(outcome, 'done');
      const states = (): string[] => events.filter(isProposal).map((each) => each.proposal.state);
      await test({ caravan, runId, states, text: () => readFile(file, 'utf8') });
    });
  } finally {
    await removeTemporaryFolder(folder);
  }
}

const isProposal = (event: RunEvent): event is Extract<RunEvent, { type: 'proposal' }> =>
  event.type === 'proposal';

const isCode = (code: string) => (error: unknown) =>
  error instanceof CaravanError && error.code === code;

describe('the user’s word on proposed changes', () => {
  it('writes exactly the chosen changes', async () => {
    await withProposal(async ({ caravan, runId, text }) => {
      const shown = await caravan.proposal(runId);
      assert.ok(shown);
      const [a] = await caravan.hunks(runId);
      assert.deepEqual(
        a?.hunks.map(({ added }) => added),
        ['1\n', '3\n'],
      );
      const chosen = await caravan.chooseHunks(runId, shown.id, new Map([['a.ts', [1]]]));
      assert.deepEqual(await caravan.apply(runId, undefined, chosen.id), ['a.ts']);
      assert.equal(await text(), 'one\ntwo\n3\n');
    });
  });

  it('writes the text the user edited, and says that no test has seen it', async () => {
    await withProposal(async ({ caravan, runId, text }) => {
      const shown = await caravan.proposal(runId);
      assert.ok(shown);
      const mine = 'mine\r\n';
      const edited = await caravan.editProposal(runId, shown.id, 'a.ts', mine);
      assert.equal(edited.files[0]?.hash, sha256(mine));
      assert.deepEqual([edited.verification, edited.isRevised], ['unverified', true]);
      await caravan.apply(runId, undefined, edited.id);
      assert.equal(await text(), mine);
    });
  });

  it('refuses a choice, an edit and a write of changes that were replaced since', async () => {
    await withProposal(async ({ caravan, runId, text }) => {
      const shown = await caravan.proposal(runId);
      assert.ok(shown);
      await caravan.editProposal(runId, shown.id, 'a.ts', 'mine\n');
      const conflict = isCode('write-conflict');
      await assert.rejects(caravan.chooseHunks(runId, shown.id, new Map()), conflict);
      await assert.rejects(caravan.editProposal(runId, shown.id, 'a.ts', 'x'), conflict);
      await assert.rejects(caravan.apply(runId, undefined, shown.id), conflict);
      assert.equal(await text(), before);
    });
  });

  it('takes no choice once the changes are written', async () => {
    await withProposal(async ({ caravan, runId, states }) => {
      const shown = await caravan.proposal(runId);
      assert.ok(shown);
      await caravan.apply(runId);
      await assert.rejects(caravan.hunks(runId), isCode('invalid-argument'));
      const edit = caravan.editProposal(runId, shown.id, 'a.ts', 'x');
      await assert.rejects(edit, isCode('invalid-argument'));
      assert.deepEqual(states(), ['open', 'applied']);
    });
  });

  it('can be kept once it is written, and undone all the same', async () => {
    await withProposal(async ({ caravan, runId, states }) => {
      await caravan.keep(runId);
      await caravan.apply(runId);
      await caravan.keep(runId);
      await caravan.keep(runId);
      const [point] = await caravan.restorePoints();
      assert.ok(point);
      await caravan.restore(point.id);
      assert.deepEqual(states(), ['open', 'applied', 'kept', 'undone']);
    });
  });

  it('is undone when every file it wrote is back, and not before', async () => {
    await withProposal(async ({ caravan, runId, text, states }) => {
      await caravan.apply(runId);
      const [point] = await caravan.restorePoints();
      assert.ok(point);
      await caravan.restore(point.id, ['b.ts']);
      assert.deepEqual(states(), ['open', 'applied']);
      await caravan.restore(point.id);
      assert.deepEqual(states(), ['open', 'applied', 'undone']);
      assert.equal(await text(), before);
      await assert.rejects(caravan.apply(runId), isCode('invalid-argument'));
    });
  });
});
