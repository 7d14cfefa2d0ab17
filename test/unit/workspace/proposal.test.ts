import assert from 'node:assert/strict';
import { CaravanError } from '../../../src/base/errors.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { sha256 } from '../../../src/base/textFile.ts';
import { createNodeWriter } from '../../../src/node/nodeWriter.ts';
import { applyProposal } from '../../../src/workspace/applyProposal.ts';
import { Approvals, approvedWrite } from '../../../src/workspace/approvals.ts';
import { createProposal } from '../../../src/workspace/createProposal.ts';
import { RestorePointStore } from '../../../src/workspace/restorePointStore.ts';
import { Transactions } from '../../../src/workspace/transactions.ts';
import type { Proposal } from '../../../src/workspace/types.ts';
import { createWritePolicy } from '../../../src/workspace/writePolicy.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';
import { deniedNames, outsidePaths, spellingsOf } from '../../faults/workspace/spellings.ts';

const root = '/ws';

function setUp(files: Readonly<Record<string, string>> = {}) {
  const fileSystem = new InMemoryFileSystem({ '/ws/keep.txt': 'keep\n', ...files });
  const policy = createWritePolicy({ fileSystem });
  const writer = createNodeWriter({ fileSystem });
  const propose = (contents: Readonly<Record<string, string>>): Promise<Proposal> =>
    createProposal({
      runId: 'run-1',
      root,
      files: Object.entries(contents).map(([path, content]) => ({ path, content })),
      verification: 'verified',
      policy,
      writer,
    });
  const store = new RestorePointStore({ fileSystem, folder: '/storage/points' });
  const deps = { fileSystem, store, writer, policy, logger: silentLogger };
  const transactions = new Transactions({ ...deps, pid: 7, wallNow: () => 1 });
  const approvals = new Approvals();
  const apply = (proposal: Proposal, paths?: readonly string[]): Promise<readonly string[]> => {
    const granted = new Map(
      proposal.files.map((file) => [file.path, approvals.grant(approvedWrite('run-1', file))]),
    );
    const options = { policy, transactions, approvals, granted, task: 'test' };
    return applyProposal(proposal, { ...options, ...(paths && { paths }) });
  };
  return { fileSystem, policy, writer, transactions, approvals, propose, apply };
}

function isCode(code: CaravanError['code'], pattern = /./) {
  return (error: unknown): boolean =>
    error instanceof CaravanError && error.code === code && pattern.test(error.message);
}

describe('proposal', () => {
  it('tells new and changed lines, and the hash of the bytes it writes', async () => {
    const { propose, apply, fileSystem } = setUp({ '/ws/a.ts': 'one\r\ntwo\r\n' });
    const proposal = await propose({ 'a.ts': 'one\n2\n3\n', './src/b.ts': 'new' });
    assert.deepEqual(
      proposal.files.map(({ path, operation, added, removed, decision }) => [
        ...[path, operation, added, removed, decision.decision, decision.realPath],
      ]),
      [
        ['a.ts', 'edit', 2, 1, 'allow', '/ws/a.ts'],
        ['src/b.ts', 'create', 1, 0, 'allow', '/ws/src/b.ts'],
      ],
    );
    assert.deepEqual(await apply(proposal), ['a.ts', 'src/b.ts']);
    assert.equal(fileSystem.text('/ws/a.ts'), 'one\r\n2\r\n3\r\n');
    for (const file of proposal.files) {
      assert.equal(sha256(fileSystem.text(file.decision.realPath) ?? ''), file.hash);
    }
  });

  it('leaves out files that would not change', async () => {
    const { propose } = setUp({ '/ws/a.ts': 'same\r\n' });
    assert.deepEqual((await propose({ 'a.ts': 'same\n' })).files, []);
  });

  it('keeps the later text of a path that is given twice', async () => {
    const { policy, writer } = setUp();
    const files = [
      { path: 'a.ts', content: 'first' },
      { path: './a.ts', content: 'second' },
    ];
    const options = { runId: 'r', root, files, policy, writer } as const;
    const proposal = await createProposal({ ...options, verification: 'failed' });
    assert.deepEqual(
      proposal.files.map((file) => file.after),
      ['second\n'],
    );
  });

  it('denies the second spelling of a file in the same proposal', async () => {
    const { propose, apply, fileSystem } = setUp();
    const proposal = await propose({ 'src/a.ts': '1', 'src/A.ts': '2' });
    assert.deepEqual(
      proposal.files.map((file) => file.decision.decision),
      ['allow', 'deny'],
    );
    assert.deepEqual(await apply(proposal), ['src/a.ts']);
    assert.equal(fileSystem.text('/ws/src/A.ts'), undefined);
  });

  it('has the same id for the same content, and another for another', async () => {
    const { propose } = setUp();
    const [first, again, other] = [
      await propose({ 'a.ts': '1' }),
      await propose({ 'a.ts': '1' }),
      await propose({ 'a.ts': '2' }),
    ];
    assert.equal(first.id, again.id);
    assert.notEqual(first.id, other.id);
  });

  it('shows binary and large files as denied and never reads them as text', async () => {
    const { propose, fileSystem } = setUp({ '/ws/big.txt': 'x'.repeat(1024 * 1024 + 1) });
    fileSystem.put('/ws/pic.png', new Uint8Array([0x89, 0x50, 0, 1]));
    fileSystem.put('/ws/latin.txt', new Uint8Array([0xe9, 0x0a]));
    const proposal = await propose({ 'big.txt': 'a', 'pic.png': 'a', 'latin.txt': 'a' });
    assert.deepEqual(
      proposal.files.map((file) => [file.decision.decision, file.before]),
      proposal.files.map(() => ['deny', undefined]),
    );
    assert.equal(proposal.files.length, 3);
  });

  it('asks for content that makes an editor fetch an address', async () => {
    const { propose } = setUp();
    const proposal = await propose({
      'a.json': '{"$schema": "https://evil.example/s.json"}',
      'escaped.json': '{"\\u0024schema": "http:\\/\\/evil.example/s.json"}',
      'plain.json': '{"$schema": "./local.json", "homepage": "https://example.org"}',
      'a.yaml': '# yaml-language-server: $schema=https://evil.example/s.json\na: 1',
      'a.xml': '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><x/>',
      'page.html': '<!DOCTYPE html><p>hello</p>',
    });
    assert.deepEqual(
      proposal.files.map((file) => [file.path, file.decision.decision]),
      [
        ...[
          ['a.json', 'ask'],
          ['escaped.json', 'ask'],
          ['plain.json', 'allow'],
        ],
        ...[
          ['a.yaml', 'ask'],
          ['a.xml', 'ask'],
          ['page.html', 'allow'],
        ],
      ],
    );
  });
});

describe('applying a proposal', () => {
  it('never writes a denied file, whatever its spelling', async () => {
    const { propose, apply, fileSystem } = setUp();
    const before = fileSystem.files();
    const paths = [...deniedNames.flatMap(spellingsOf), ...outsidePaths].filter(
      (path) => !path.startsWith('./'),
    );
    const proposal = await propose(Object.fromEntries(paths.map((path) => [path, 'evil'])));
    assert.ok(proposal.files.length > 500);
    assert.deepEqual(await apply(proposal), []);
    assert.deepEqual(fileSystem.files(), before);
    for (const { path } of proposal.files.slice(0, 50)) {
      await assert.rejects(apply(proposal, [path]), isCode('write-denied'), path);
    }
    assert.deepEqual(fileSystem.files(), before);
  });

  it('writes files that need asking only when they are named', async () => {
    const { propose, apply, fileSystem } = setUp();
    const proposal = await propose({ 'package.json': '{}', 'a.ts': '1' });
    assert.deepEqual(await apply(proposal), ['a.ts']);
    assert.equal(fileSystem.text('/ws/package.json'), undefined);
    assert.deepEqual(await apply(proposal, ['package.json']), ['package.json']);
    assert.equal(fileSystem.text('/ws/package.json'), '{}\n');
  });

  it('writes nothing when any file has changed, and names it', async () => {
    const { propose, apply, fileSystem } = setUp({ '/ws/b.ts': 'old\n' });
    const proposal = await propose({ 'a.ts': '1', 'b.ts': 'new' });
    fileSystem.put('/ws/b.ts', 'typed meanwhile\n');
    await assert.rejects(apply(proposal), isCode('write-conflict', /b\.ts/));
    assert.equal(fileSystem.text('/ws/a.ts'), undefined);
    assert.equal(fileSystem.text('/ws/b.ts'), 'typed meanwhile\n');
  });

  it('finds a conflict itself, before a writer is asked to write', async () => {
    const { propose, apply, fileSystem } = setUp({ '/ws/a.ts': 'old\n' });
    const proposal = await propose({ 'a.ts': 'new' });
    fileSystem.put('/ws/a.ts', 'typed\n');
    fileSystem.calls.length = 0;
    await assert.rejects(apply(proposal), isCode('write-conflict', /a\.ts/));
    assert.ok(!fileSystem.calls.some(({ method }) => method === 'writeFileAtomic'));
  });

  it('never overwrites a file that was created meanwhile, nor recreates a deleted one', async () => {
    const { propose, apply, fileSystem } = setUp({ '/ws/b.ts': 'old\n' });
    const created = await propose({ 'a.ts': '1' });
    fileSystem.put('/ws/a.ts', 'mine\n');
    await assert.rejects(apply(created), isCode('write-conflict', /a\.ts/));
    const edited = await propose({ 'b.ts': '2' });
    fileSystem.remove('/ws/b.ts');
    await assert.rejects(apply(edited), isCode('write-conflict', /b\.ts/));
    assert.equal(fileSystem.text('/ws/b.ts'), undefined);
  });

  it('denies a path that has come to lead elsewhere', async () => {
    const { propose, apply, fileSystem } = setUp({ '/ws/other/x.ts': '' });
    const proposal = await propose({ 'src/x.ts': '1' });
    fileSystem.link('/ws/src', '/ws/other');
    await assert.rejects(apply(proposal), isCode('write-denied', /src\/x\.ts/));
    fileSystem.link('/ws/src', '/elsewhere');
    await assert.rejects(apply(proposal), isCode('write-denied'));
    assert.equal(fileSystem.text('/ws/other/x.ts'), '');
  });

  it('refuses a stored text that does not match its hash', async () => {
    const { propose, apply, fileSystem } = setUp();
    const proposal = await propose({ 'a.ts': '1' });
    const forged = {
      ...proposal,
      files: proposal.files.map((file) => ({ ...file, after: 'evil' })),
    };
    await assert.rejects(apply(forged), isCode('state-corrupt'));
    assert.equal(fileSystem.text('/ws/a.ts'), undefined);
  });

  it('does not believe a stored decision', async () => {
    const { propose, apply, fileSystem } = setUp();
    const proposal = await propose({ 'a.ts': '1' });
    const [file] = proposal.files;
    assert.ok(file);
    const decision = { decision: 'allow', realPath: '/ws/.git/config' } as const;
    const forged = { ...proposal, files: [{ ...file, path: '.git/config', decision }] };
    await assert.rejects(apply(forged), isCode('write-denied'));
    assert.equal(fileSystem.text('/ws/.git/config'), undefined);
  });

  it('writes nothing without an approval, with a used one, or with one for another write', async () => {
    const { propose, policy, transactions, approvals, fileSystem } = setUp();
    const proposal = await propose({ 'a.ts': '1' });
    const [file] = proposal.files;
    assert.ok(file);
    const shown = approvedWrite('run-1', file);
    const used = approvals.grant(shown);
    assert.equal(approvals.redeem(used, shown), true);
    const others = [
      { ...shown, runId: 'run-2' },
      { ...shown, path: 'b.ts' },
      { ...shown, realPath: '/ws/b.ts' },
      { ...shown, operation: 'edit' as const },
      { ...shown, hash: sha256('2') },
    ];
    for (const id of ['', used, ...others.map((other) => approvals.grant(other))]) {
      const granted = new Map([['a.ts', id]]);
      const options = { policy, transactions, approvals, granted, task: '' };
      await assert.rejects(applyProposal(proposal, options), isCode('write-denied', /approval/));
    }
    assert.equal(fileSystem.text('/ws/a.ts'), undefined);
  });

  it('rejects a name that is not in the proposal', async () => {
    const { propose, apply } = setUp();
    await assert.rejects(
      apply(await propose({ 'a.ts': '1' }), ['b.ts']),
      isCode('invalid-argument'),
    );
  });
});
