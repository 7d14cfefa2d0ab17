import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CaravanError } from '../../../src/base/errors.ts';
import { sha256 } from '../../../src/base/textFile.ts';
import { createDraftStore } from '../../../src/workspace/draftStore.ts';
import { createProposalStore } from '../../../src/workspace/proposalStore.ts';
import type { Proposal } from '../../../src/workspace/types.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';

const proposal: Proposal = {
  id: 'p1',
  runId: 'run-1',
  root: '/ws',
  files: [
    {
      path: 'a.ts',
      operation: 'create',
      before: undefined,
      beforeHash: undefined,
      after: 'x',
      hash: sha256('x'),
      added: 1,
      removed: 0,
      decision: {
        decision: 'ask',
        reason: { message: 'why {0}', args: ['a', 1] },
        realPath: '/ws/a',
      },
    },
  ],
  verification: 'verified',
};

describe('proposal store', () => {
  const file = '/store/run-1.json';

  function setUp() {
    const fileSystem = new InMemoryFileSystem();
    const options = { fileSystem, folder: '/store', wallNow: () => 7 };
    return { fileSystem, store: createProposalStore(options) };
  }

  it('gives back what was saved, also to another store on the same folder', async () => {
    const { fileSystem, store } = setUp();
    assert.equal(await store.load('run-1'), undefined);
    await store.save(proposal);
    const other = createProposalStore({ fileSystem, folder: '/store' });
    assert.deepEqual(await other.load('run-1'), { proposal, state: 'open' });
    await other.setState('run-1', 'applied');
    assert.deepEqual(await store.load('run-1'), { proposal, state: 'applied' });
  });

  it('keeps files readable by the user alone', async () => {
    const { fileSystem, store } = setUp();
    await store.save(proposal);
    assert.equal((await fileSystem.stat(file))?.mode, 0o600);
  });

  it('takes no name that could be a path', async () => {
    const { store, fileSystem } = setUp();
    for (const name of ['../x', 'a/b', '', '.', 'a.b', 'x'.repeat(200)]) {
      await assert.rejects(store.load(name), CaravanError, name);
    }
    assert.deepEqual(fileSystem.calls, []);
  });

  const damages: Readonly<Record<string, (text: string) => string | Uint8Array>> = {
    truncated: (text) => text.slice(0, 40),
    empty: () => '',
    'filled with NUL': (text) => new Uint8Array(text.length),
    'no UTF-8': () => new Uint8Array([0xff, 0xfe]),
    'of a newer version': (text) => text.replace('"version":1', '"version":2'),
    'with an unknown key': (text) => text.replace('{', '{"extra":1,'),
    'with a prototype key': (text) => text.replace('{', '{"__proto__":{"state":"applied"},'),
    'of another run': (text) => text.replace('run-1', 'run-2'),
    'with a wrong type': (text) => text.replace('"added":1', '"added":"1"'),
  };
  for (const [name, damage] of Object.entries(damages)) {
    it(`moves a file aside that is ${name}, says where, and goes on`, async () => {
      const { fileSystem, store } = setUp();
      await store.save(proposal);
      const damaged = damage(fileSystem.text(file) ?? '');
      fileSystem.put(file, damaged);
      const shown = fileSystem.text(file);
      await assert.rejects(
        store.load('run-1'),
        (error) => error instanceof CaravanError && error.code === 'state-corrupt',
      );
      assert.equal(fileSystem.text(`${file}.corrupt-7`), shown);
      assert.equal(await store.load('run-1'), undefined);
    });
  }

  it('survives any bytes', async () => {
    const { fileSystem, store } = setUp();
    await store.save(proposal);
    const good = new TextEncoder().encode(fileSystem.text(file));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.uint8Array({ maxLength: 8 }),
        async (at, part) => {
          const bytes = new Uint8Array([...good.slice(0, at), ...part, ...good.slice(at + 1)]);
          fileSystem.put(file, bytes);
          try {
            const stored = await store.load('run-1');
            assert.equal(stored?.proposal.files[0]?.hash.length, 64);
          } catch (error) {
            assert.ok(error instanceof CaravanError && error.code === 'state-corrupt');
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('draft store', () => {
  it('keeps files under the run, and those with a refused name as text', async () => {
    const fileSystem = new InMemoryFileSystem();
    const store = createDraftStore({ fileSystem, folder: '/drafts' });
    await store.save('r1', [{ path: 'old.ts', content: 'old' }]);
    const place = await store.save('r1', [
      { path: 'src/a.ts', content: '1' },
      { path: '../../evil.ts', content: '2' },
      { path: '.git/config', content: '3' },
      { path: 'src', content: '4' },
      { path: 'src/a.ts/b.ts', content: '5' },
    ]);
    assert.equal(place, '/drafts/r1');
    assert.deepEqual(fileSystem.files(), {
      '/drafts/r1/draft-2.txt': '2',
      '/drafts/r1/draft-3.txt': '3',
      '/drafts/r1/draft-4.txt': '4',
      '/drafts/r1/draft-5.txt': '5',
      '/drafts/r1/src/a.ts': '1',
    });
    await assert.rejects(store.save('../x', []), CaravanError);
  });
});
