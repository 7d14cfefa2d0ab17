import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import type { WriteOperation } from '../../../src/workspace/types.ts';
import { createWritePolicy } from '../../../src/workspace/writePolicy.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';
import { deniedNames, outsidePaths, spellingsOf } from './spellings.ts';

/** A rename is a deletion under the old name and a creation under the new one. */
const operations: readonly WriteOperation[] = ['create', 'edit', 'delete'];

describe('write policy', () => {
  const policy = createWritePolicy({ fileSystem: createNodeFileSystem() });
  let base: string;
  let root: string;

  beforeEach(async () => {
    base = await makeTemporaryFolder();
    root = join(base, 'root');
    await mkdir(join(root, 'src'), { recursive: true });
    await mkdir(join(base, 'root_evil'));
  });
  afterEach(() => removeTemporaryFolder(base));

  async function decide(path: string, operation: WriteOperation = 'create'): Promise<string> {
    return (await policy.authorizeWrite({ root, path, operation })).decision;
  }

  async function put(path: string, text = 'x'): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }

  it('denies every spelling of every denied name, at any depth, for every operation (F12)', async () => {
    const names = deniedNames.flatMap(spellingsOf);
    const paths = new Set(names.flatMap((name) => [name, `src/deep/${name}`, `${name}/inside.js`]));
    assert.ok(new Set(names).size >= 500, `only ${new Set(names).size} spellings`);
    for (const path of paths) {
      for (const operation of operations) {
        assert.equal(await decide(path, operation), 'deny', JSON.stringify(path));
      }
    }
  });

  it('denies denied names that exist already', async () => {
    for (const name of deniedNames) {
      await put(`nested/${name}`);
      for (const operation of operations) {
        assert.equal(await decide(`nested/${name}`, operation), 'deny', name);
      }
    }
  });

  it('denies every path that leads out of the folder or is no plain path (F11)', async () => {
    for (const path of outsidePaths) {
      for (const operation of operations) {
        assert.equal(await decide(path, operation), 'deny', JSON.stringify(path));
      }
    }
  });

  it('gives a reason with every denial, with hidden characters made visible', async () => {
    const decision = await policy.authorizeWrite({
      root,
      path: 'a\u202eb.ts',
      operation: 'create',
    });
    assert.deepEqual(decision.reason?.args, ['a⟦U+202E⟧b.ts']);
  });

  const allowed = [
    ...['a.ts', 'src/a.ts', 'src/new/deep/slugify.test.ts', 'README.md', 'src/[slug]/page.ts'],
    ...['src/(group)/x.py', 'name with space.txt', 'src/файл.ts', '.gitignore', '.editorconfig'],
    ...['gitlab.ts', 'my.git.ts', 'vscode/x.ts', 'src/environment.ts', 'header.ts', 'console.ts'],
    ...['docs/agents.txt', 'src/com10.ts', 'index.html', 'data.json', 'src/config.ts', '#x.ts'],
  ];
  it('allows ordinary new files, at the real path', async () => {
    for (const path of allowed) {
      const decision = await policy.authorizeWrite({ root, path, operation: 'create' });
      assert.deepEqual(decision, { decision: 'allow', realPath: join(root, path) }, path);
    }
  });

  const asked = [
    ...['package.json', 'web/package.json', 'PACKAGE.JSON', 'package-lock.json', 'yarn.lock'],
    ...['pyproject.toml', 'setup.py', 'conftest.py', 'tests/conftest.py', 'tox.ini', 'Cargo.toml'],
    ...['build.rs', 'build.gradle', 'app/build.gradle.kts', 'App.csproj', 'Directory.Build.props'],
    ...['x.targets', 'Makefile', 'Dockerfile', 'Dockerfile.dev', '.npmrc', '.yarnrc.yml'],
    ...['vite.config.ts', 'eslint.config.js', '.eslintrc.cjs', 'jest.config.mjs', 'tsconfig.json'],
    ...['.gitattributes', '.gitmodules', '.env', '.env.local', '.github/workflows/ci.yml'],
    ...['run.sh', 'run.bat', 'x.ps1', 'x.exe', 'requirements.txt', 'requirements-dev.txt'],
    ...['sitecustomize.py', 'x.pth', 'gulpfile.js', '.pre-commit-config.yaml', 'go.mod', 'pom.xml'],
  ];
  it('asks for what decides what runs', async () => {
    for (const path of asked) {
      const decision = await policy.authorizeWrite({ root, path, operation: 'create' });
      assert.equal(decision.decision, 'ask', path);
      assert.ok(decision.reason, path);
    }
  });

  it('asks before a deletion, a program, and one of several names of a file', async () => {
    await put('src/old.ts');
    assert.equal(await decide('src/old.ts', 'edit'), 'allow');
    assert.equal(await decide('src/old.ts', 'delete'), 'ask');
    await link(join(root, 'src/old.ts'), join(root, 'src/second.ts'));
    assert.equal(await decide('src/old.ts', 'edit'), 'ask');
    if (process.platform === 'win32') return;
    await put('tool');
    await chmod(join(root, 'tool'), 0o755);
    assert.equal(await decide('tool', 'edit'), 'ask');
  });

  it('asks when a new file would differ from an existing one only in case or accents (F10)', async () => {
    await put('src/Résumé.ts');
    assert.equal(await decide('src/resume.ts'), 'ask');
    assert.equal(await decide('src/other.ts'), 'allow');
  });

  it('denies a git repository without the name, and the file that would make one', async () => {
    await put('bare/HEAD');
    await put('bare/objects/x');
    await put('worktree/HEAD');
    await put('worktree/commondir');
    for (const path of ['bare/config', 'bare/hooks/post-checkout', 'worktree/x', 'sub/HEAD']) {
      assert.equal(await decide(path), 'deny', path);
    }
  });

  it('denies its own storage, wherever it lies', async () => {
    const storage = join(root, 'storage');
    await mkdir(storage);
    await symlink(storage, join(base, 'alias'));
    const own = createWritePolicy({
      fileSystem: createNodeFileSystem(),
      deniedFolders: [join(base, 'alias'), join(root, 'not-yet')],
    });
    for (const path of ['storage/x.json', 'not-yet/x.json']) {
      const { decision } = await own.authorizeWrite({ root, path, operation: 'create' });
      assert.equal(decision, 'deny', path);
    }
  });

  describe('links', () => {
    beforeEach(async () => {
      await writeFile(join(base, 'outside.txt'), 'x');
      await put('.git/config');
      await put('src/real.ts');
    });

    const refused: Readonly<Record<string, string>> = {
      'a file outside': '../outside.txt',
      'a folder outside': '..',
      'a folder beside with the same beginning': '../root_evil',
      'a missing file': 'nowhere.ts',
      'a missing file outside': '../nowhere.ts',
      itself: 'link',
      '.git': '.git',
      'a file in .git': '.git/config',
      'a device': '/dev/null',
      'the folder itself': '.',
    };
    for (const [name, target] of Object.entries(refused)) {
      it(`denies a link to ${name} (F06)`, async () => {
        await symlink(target, join(root, 'link'));
        await symlink('link', join(root, 'chain'));
        for (const path of ['link', 'chain', 'link/x.ts', 'chain/config']) {
          if (target === '.' && path.includes('/')) continue;
          for (const operation of operations) {
            assert.equal(await decide(path, operation), 'deny', path);
          }
        }
      });
    }

    it('follows a link that stays inside, and shows where it leads (F07)', async () => {
      await symlink('src', join(root, 'alias'));
      await symlink('real.ts', join(root, 'src/alias.ts'));
      assert.deepEqual(
        await policy.authorizeWrite({ root, path: 'alias/alias.ts', operation: 'edit' }),
        { decision: 'allow', realPath: join(root, 'src/real.ts') },
      );
    });

    it('judges by the name a link leads to, not by its own', async () => {
      await put('package.json');
      await symlink('package.json', join(root, 'notes.txt'));
      assert.equal(await decide('notes.txt', 'edit'), 'ask');
    });

    it('denies a denied name even where it is a link to an ordinary folder', async () => {
      await symlink('src', join(root, '.vscode'));
      assert.equal(await decide('.vscode/tasks.json'), 'deny');
      assert.equal(await decide('.vscode/real.ts', 'edit'), 'deny');
    });

    it('works when the open folder itself is reached through a link', async () => {
      await symlink(root, join(base, 'open'));
      const request = { root: join(base, 'open'), path: 'src/x.ts', operation: 'create' } as const;
      const { realPath, decision } = await policy.authorizeWrite(request);
      assert.deepEqual([decision, realPath], ['allow', join(root, 'src/x.ts')]);
    });
  });

  it('denies special files, folders, and paths through a file (F07)', async () => {
    await put('src/file.ts');
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [join(root, 'pipe')]);
      assert.equal(await decide('pipe', 'edit'), 'deny');
    }
    assert.equal(await decide('src', 'edit'), 'deny');
    assert.equal(await decide('src/file.ts/x.ts'), 'deny');
  });

  it('denies when the folder is missing or not absolute', async () => {
    for (const folder of [join(base, 'gone'), 'relative', '']) {
      const request = { root: folder, path: 'a.ts', operation: 'create' } as const;
      assert.equal((await policy.authorizeWrite(request)).decision, 'deny');
    }
  });

  it('asks nothing of the file system for a path it refuses by its letters (F23)', async () => {
    const fileSystem = new InMemoryFileSystem({ '/root/a.ts': '' });
    const strict = createWritePolicy({ fileSystem });
    for (const path of ['\\\\server\\share\\x', '/etc/x', '../x', 'a\0', 'NUL']) {
      await strict.authorizeWrite({ root: '/root', path, operation: 'edit' });
    }
    assert.deepEqual(fileSystem.calls, []);
  });

  it('denies whenever any call of the file system fails', async () => {
    const fileSystem = new InMemoryFileSystem({ '/root/src/a.ts': '', '/root/src/b.ts': '' });
    fileSystem.link('/root/alias', '/root/src');
    const strict = createWritePolicy({ fileSystem, deniedFolders: ['/root/storage'] });
    const requests = [
      { root: '/root', path: 'alias/a.ts', operation: 'edit' },
      { root: '/root', path: 'src/new.ts', operation: 'create' },
    ] as const;
    for (const request of requests) {
      fileSystem.calls.length = 0;
      assert.equal((await strict.authorizeWrite(request)).decision, 'allow');
      const total = fileSystem.calls.length;
      assert.ok(total > 4);
      for (let failing = 0; failing < total; failing += 1) {
        fileSystem.calls.length = 0;
        fileSystem.before = (_, index) => {
          if (index === failing) throw new Error('broken');
        };
        const { decision, reason } = await strict.authorizeWrite(request);
        assert.equal(decision, 'deny', `call ${failing}`);
        assert.match(reason?.message ?? '', /could not be checked/);
      }
      fileSystem.before = () => undefined;
    }
  });
});
