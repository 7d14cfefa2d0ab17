import assert from 'node:assert/strict';
import { CaravanError } from '../../../src/base/errors.ts';
import { sha256 } from '../../../src/base/textFile.ts';
import { createNodeWriter } from '../../../src/node/nodeWriter.ts';
import { createProposal } from '../../../src/workspace/createProposal.ts';
import { proposalConflicts } from '../../../src/workspace/proposalConflicts.ts';
import { createProposalStore } from '../../../src/workspace/proposalStore.ts';
import {
  chooseChanges,
  editProposal,
  filesToWrite,
  proposalHunks,
} from '../../../src/workspace/reviseProposal.ts';
import { createWritePolicy } from '../../../src/workspace/writePolicy.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';

const before = '\uFEFFone\r\ntwo\r\nthree\r\nfour\r\nfive';
const written = 'one\n2\nthree\n4\nfive\n';

async function setUp() {
  const fileSystem = new InMemoryFileSystem({ '/ws/a.ts': before });
  const policy = createWritePolicy({ fileSystem });
  const writer = createNodeWriter({ fileSystem });
  const proposal = await createProposal({
    runId: 'run-1',
    root: '/ws',
    files: [
      { path: 'a.ts', content: written },
      { path: 'b.ts', content: 'new\nfile\n' },
      { path: '.git/config', content: 'denied' },
    ],
    verification: 'verified',
    policy,
    writer,
  });
  return { fileSystem, policy, writer, proposal };
}

describe('revising a proposal', () => {
  it('shows each change of an edited file, and a new file as one change', async () => {
    const { proposal } = await setUp();
    assert.deepEqual(
      proposalHunks(proposal).map(({ path, hunks }) => [path, hunks.length]),
      [
        ['a.ts', 2],
        ['b.ts', 1],
      ],
    );
  });

  it('holds exactly the chosen changes, under another name and as not tested', async () => {
    const { proposal, policy } = await setUp();
    const chosen = await chooseChanges(proposal, new Map([['a.ts', [1]]]), policy);
    const [file] = filesToWrite(chosen);
    const after = before.replace('four', '4');
    assert.equal(file?.after, after);
    assert.equal(file.hash, sha256(after));
    assert.deepEqual([file.added, file.removed], [1, 1]);
    assert.equal(file.beforeHash, proposal.files[0]?.beforeHash);
    assert.deepEqual(
      filesToWrite(chosen).map(({ path }) => path),
      ['a.ts'],
    );
    assert.notEqual(chosen.id, proposal.id);
    assert.equal(chosen.verification, 'unverified');
    assert.equal(chosen.isRevised, true);
  });

  it('stays what it was, and tested, when every change is chosen', async () => {
    const { proposal, policy } = await setUp();
    const all = new Map(
      proposalHunks(proposal).map(({ path, hunks }) => [path, [...hunks.keys()]]),
    );
    assert.equal(await chooseChanges(proposal, all, policy), proposal);
  });

  it('lets a file that was left out be chosen again', async () => {
    const { proposal, policy } = await setUp();
    const none = await chooseChanges(proposal, new Map(), policy);
    assert.deepEqual(filesToWrite(none), []);
    assert.ok(proposalHunks(none).every(({ isLeftOut }) => isLeftOut));
    const again = await chooseChanges(none, new Map([['b.ts', [0]]]), policy);
    assert.deepEqual(
      filesToWrite(again).map(({ path, after }) => [path, after]),
      [['b.ts', 'new\nfile\n']],
    );
  });

  it('takes a text the user wrote byte for byte', async () => {
    const { proposal, policy } = await setUp();
    const mine = '\uFEFFmine\r\nand\nmixed';
    const edited = await editProposal(proposal, 'a.ts', mine, policy);
    assert.equal(edited.files[0]?.after, mine);
    assert.equal(edited.files[0].hash, sha256(mine));
    assert.equal(edited.isRevised, true);
    const back = await editProposal(edited, 'a.ts', before, policy);
    assert.deepEqual(
      filesToWrite(back).map(({ path }) => path),
      ['b.ts'],
    );
  });

  it('leaves a new file out when the user empties it, until there is text again', async () => {
    const { proposal, policy } = await setUp();
    const emptied = await editProposal(proposal, 'b.ts', '', policy);
    const paths = (files: ReturnType<typeof filesToWrite>): string[] =>
      files.map(({ path }) => path);
    assert.deepEqual(paths(filesToWrite(emptied)), ['a.ts']);
    const filled = await editProposal(emptied, 'b.ts', 'mine\n', policy);
    assert.deepEqual(paths(filesToWrite(filled)), ['a.ts', 'b.ts']);
  });

  it('asks again when the user’s text is one an editor would act on', async () => {
    const { proposal, policy } = await setUp();
    const [, file] = proposal.files;
    assert.ok(file);
    const withData = { ...proposal, files: [{ ...file, path: 'data.json' }] };
    const text = '{ "$schema": "https://schemas.test/data.json" }\n';
    const edited = await editProposal(withData, 'data.json', text, policy);
    assert.deepEqual(
      [file.decision.decision, edited.files[0]?.decision.decision],
      ['allow', 'ask'],
    );
  });

  it('changes nothing about a denied file or an unknown one', async () => {
    const { proposal, policy } = await setUp();
    const isCode = (code: string) => (error: unknown) =>
      error instanceof CaravanError && error.code === code;
    await assert.rejects(
      editProposal(proposal, '.git/config', 'x', policy),
      isCode('write-denied'),
    );
    await assert.rejects(editProposal(proposal, 'c.ts', 'x', policy), isCode('invalid-argument'));
    const unknown = chooseChanges(proposal, new Map([['c.ts', [0]]]), policy);
    await assert.rejects(unknown, isCode('invalid-argument'));
    const chosen = await chooseChanges(proposal, new Map([['.git/config', [0]]]), policy);
    assert.deepEqual(filesToWrite(chosen), []);
  });

  it('has no conflict with a file that is left out', async () => {
    const { proposal, policy, writer, fileSystem } = await setUp();
    const chosen = await chooseChanges(proposal, new Map([['b.ts', [0]]]), policy);
    await fileSystem.writeFileAtomic('/ws/a.ts', new TextEncoder().encode('theirs'));
    assert.deepEqual(await proposalConflicts(chosen, writer), []);
    const [conflict] = await proposalConflicts(proposal, writer);
    assert.equal(conflict?.path, 'a.ts');
  });

  it('comes back from disk as it was kept', async () => {
    const { proposal, policy, fileSystem } = await setUp();
    const store = createProposalStore({ fileSystem, folder: '/storage/proposals' });
    const chosen = await chooseChanges(proposal, new Map([['a.ts', [0]]]), policy);
    await store.save(chosen);
    assert.deepEqual((await store.load('run-1'))?.proposal, chosen);
  });
});
