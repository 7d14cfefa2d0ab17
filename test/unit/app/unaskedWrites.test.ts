import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CaravanPorts, RunEvent } from '../../../src/app/index.ts';
import { createTaskWork, type TaskWorkDeps } from '../../../src/app/taskWork.ts';
import { createUnaskedWrites, needsNoWord } from '../../../src/app/unaskedWrites.ts';
import { CaravanError } from '../../../src/base/errors.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { SourceFile, ValidationResult } from '../../../src/base/task.ts';
import { userText } from '../../../src/base/userText.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import { createNodeWriter } from '../../../src/node/nodeWriter.ts';
import type { Proposal } from '../../../src/workspace/types.ts';
import { withCore, type ScriptedCore } from '../../support/scriptedCore.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';

const before = 'one\n';
const after = 'two\n';

interface World extends ScriptedCore {
  readonly text: () => Promise<string>;
  readonly states: () => readonly string[];
}

interface Given {
  readonly approveWrites?: boolean;
  readonly status?: ValidationResult['status'];
  readonly files?: readonly SourceFile[];
  readonly ports?: Partial<CaravanPorts>;
}

/** A run that ends with files and what their tests said. */
async function withRun(given: Given, test: (world: World) => Promise<void>): Promise<void> {
  const { approveWrites = false, status = 'passed' } = given;
  const folder = await makeTemporaryFolder();
  const file = path.join(folder, 'a.ts');
  await writeFile(file, before);
  const files = given.files ?? [{ path: 'a.ts', content: after }];
  const validation: ValidationResult = { status, tests: [], output: '', durationMs: 1 };
  const result = { outcome: 'done', files, answer: '', validation } as const;
  const ports: Partial<CaravanPorts> = {
    folder: () => folder,
    writer: createNodeWriter({ fileSystem: createNodeFileSystem() }),
    loadEngine: async () => () => ({ start: async () => result, resume: async () => result }),
    ...given.ports,
  };
  try {
    await withCore({ ports, settings: { approveWrites } }, async (core) => {
      const isProposal = (event: RunEvent) => event.type === 'proposal';
      const states = (): string[] =>
        core.events.filter(isProposal).map(({ proposal }) => proposal.state);
      await test({ ...core, states, text: () => readFile(file, 'utf8') });
    });
  } finally {
    await removeTemporaryFolder(folder);
  }
}

describe('files of a run where approval is turned off', () => {
  it('are written when its tests passed, before the run ends, and can be taken back', async () => {
    await withRun({}, async ({ caravan, run, events, states, text }) => {
      assert.equal((await run()).outcome, 'done');
      assert.equal(await text(), after);
      assert.deepEqual(states(), ['open', 'applied']);
      assert.equal(events.at(-1)?.type, 'run-end');
      const [point] = await caravan.restorePoints();
      assert.ok(point);
      await caravan.restore(point.id);
      assert.equal(await text(), before);
      assert.equal(states().at(-1), 'undone');
    });
  });

  const waiting: readonly (readonly [what: string, given: Given])[] = [
    ['a test failed', { status: 'failed' }],
    ['a task picks files up as they are written', { ports: { isWatched: () => true } }],
    [
      'one of them is protected',
      {
        files: [
          { path: 'a.ts', content: after },
          { path: 'package.json', content: '{}\n' },
        ],
      },
    ],
  ];
  for (const [what, given] of waiting) {
    it(`wait for the user’s word when ${what}`, async () => {
      await withRun(given, async ({ run, states, text }) => {
        assert.equal((await run()).outcome, 'done');
        assert.equal(await text(), before);
        assert.deepEqual(states(), ['open']);
      });
    });
  }

  it('that wait do so over a restart, also where approval was turned off meanwhile', async () => {
    const storageFolder = await makeTemporaryFolder();
    try {
      await withRun({ approveWrites: true, ports: { storageFolder } }, async (first) => {
        const { runId } = await first.run();
        const { root } = (await first.caravan.proposal(runId)) ?? {};
        assert.ok(root);
        await first.caravan.shutdown(1_000);
        const writer = createNodeWriter({ fileSystem: createNodeFileSystem() });
        const ports = { storageFolder, writer, folder: () => root };
        await withCore({ ports, settings: { approveWrites: false } }, async ({ caravan }) => {
          await caravan.recover();
          assert.equal((await caravan.proposal(runId))?.files.length, 1);
          assert.equal(await first.text(), before);
          assert.deepEqual(await caravan.apply(runId), ['a.ts']);
          assert.equal(await first.text(), after);
        });
      });
    } finally {
      await removeTemporaryFolder(storageFolder);
    }
  });

  const proposal = {
    ...{ id: 'p', runId: 'r', root: '/w', createdAt: 0, verification: 'verified' },
    files: [],
  } as unknown as Proposal;
  const settings = (): { approveWrites: boolean } => ({ approveWrites: false });

  it('are those of a run whose tests passed and that nobody changed, where all may be written', () => {
    const of = (decision: string): Proposal['files'] =>
      [
        { decision: { decision: 'allow' } },
        { decision: { decision } },
      ] as unknown as Proposal['files'];
    const good = { verification: 'verified', files: of('allow') } as const;
    assert.equal(needsNoWord(good, settings()), true);
    assert.equal(needsNoWord(good, { approveWrites: true }), false);
    for (const change of [
      { verification: 'unverified' },
      { verification: 'failed' },
      { isRevised: true },
      { files: of('ask') },
      { files: of('deny') },
    ] as const) {
      assert.equal(needsNoWord({ ...good, ...change }, settings()), false, JSON.stringify(change));
    }
  });

  it('are never written in a folder that is not trusted', async () => {
    const write = createUnaskedWrites({
      settings,
      ports: { isTrusted: () => false, logger: silentLogger },
      apply: () => assert.fail('written'),
      notify: () => assert.fail('told'),
    });
    await write(proposal);
  });

  it('wait, and the user is told why, when they cannot be written', async () => {
    const told: string[] = [];
    const write = createUnaskedWrites({
      settings,
      ports: { isTrusted: () => true, logger: silentLogger },
      apply: async (...given) => {
        assert.deepEqual(given, ['r', undefined, 'p']);
        throw new CaravanError('write-conflict', { text: userText('failed') });
      },
      notify: ({ message }) => void told.push(message),
    });
    await write(proposal);
    assert.deepEqual(told, ['failed']);
  });

  it('are not written again by a run that was cut off after them', async () => {
    const unused = (): never => assert.fail('the run went on');
    const deps = { isDecided: async () => true, resolveModel: unused, loadEngine: unused };
    const work = createTaskWork(deps as unknown as TaskWorkDeps, true);
    const request = { runId: 'r' } as Parameters<typeof work>[0];
    const end = await work(request, unused, new AbortController().signal);
    assert.deepEqual(end, { outcome: 'done' });
  });
});
