import assert from 'node:assert/strict';
import { createNamedFiles } from '../../../src/app/namedFiles.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';
import { ManualClock } from '../../support/manualClock.ts';

describe('files a message names', () => {
  function setUp(isTrusted = true) {
    const files = new InMemoryFileSystem({
      '/project/.gitignore': 'made/\n',
      '/project/.env': 'KEY=1',
      '/project/Dockerfile': 'FROM scratch',
      '/project/made/out.ts': '1',
      '/project/node_modules/a/index.js': '1',
      '/project/src/a.ts': 'export {};',
      '/project/src/id_rsa': 'secret',
      '/project/src/picture.ts': 'a\0b',
      '/project/src/huge.ts': 'x'.repeat(1024 * 1024 + 1),
      '/elsewhere/b.ts': 'outside',
    });
    files.link('/project/notes.md', '/project/.env');
    files.link('/project/out.md', '/elsewhere/b.ts');
    const clock = new ManualClock();
    const requireTrust = (): void => assert.ok(isTrusted, 'not trusted');
    const named = createNamedFiles({
      fileSystem: files,
      folder: () => '/project',
      clock,
      requireTrust,
    });
    return { files, clock, named };
  }

  it('offers none that is ignored, secret or of another program', async () => {
    const { named } = setUp();
    assert.deepEqual(await named.namedPaths(), ['src/a.ts', 'src/huge.ts', 'src/picture.ts']);
  });

  it('sees a new file a few seconds later, and lists the folder only once until then', async () => {
    const { files, clock, named } = setUp();
    assert.equal((await named.namedPaths()).length, 3);
    files.put('/project/src/b.ts', '');
    const before = files.calls.length;
    assert.equal((await named.namedPaths()).includes('src/b.ts'), false);
    assert.equal(files.calls.length, before);
    await clock.advance(6_000);
    assert.equal((await named.namedPaths()).includes('src/b.ts'), true);
  });

  it('reads what is named by its own name, even if it is never offered', async () => {
    const { named } = setUp();
    for (const [path, content] of [
      ['src/a.ts', 'export {};'],
      ['./src/../src/a.ts', 'export {};'],
      ['.env', 'KEY=1'],
      ['Dockerfile', 'FROM scratch'],
      ['made/out.ts', '1'],
    ] as const) {
      assert.deepEqual(await named.readNamed(path), { content }, path);
    }
  });

  for (const [path, problem] of [
    ['src/gone.ts', 'missing'],
    ['src/a\0.ts', 'missing'],
    ['src', 'folder'],
    ['../elsewhere/b.ts', 'outside'],
    ['/elsewhere/b.ts', 'outside'],
    ['out.md', 'outside'],
    ['notes.md', 'secret'],
    ['src/huge.ts', 'too-large'],
    ['src/picture.ts', 'not-text'],
  ] as const) {
    it(`does not read ${JSON.stringify(path)}: ${problem}`, async () => {
      assert.deepEqual(await setUp().named.readNamed(path), { problem });
    });
  }

  it('does nothing in a workspace that is not trusted', async () => {
    const { files, named } = setUp(false);
    await assert.rejects(named.namedPaths(), /not trusted/);
    await assert.rejects(named.readNamed('src/a.ts'), /not trusted/);
    assert.equal(files.calls.length, 0);
  });
});
