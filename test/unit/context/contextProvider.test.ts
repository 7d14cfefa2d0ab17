import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createContextProvider } from '../../../src/context/contextProvider.ts';
import type { ContextProvider } from '../../../src/context/ports.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';

const fileSystem = createNodeFileSystem();
const signal = new AbortController().signal;

describe('context provider', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caravan-context-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = async (files: Record<string, string | Uint8Array>): Promise<ContextProvider> => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return createContextProvider({ fileSystem, folder });
  };

  it('ranks the file that defines the asked name first, with identifiers split', async () => {
    const context = await write({
      'src/parseDuration.ts': 'export function parseDuration(text: string) {}',
      'src/other.ts': 'export const unrelated = 1;',
    });
    const { files } = await context.research('Make the duration parser faster', 500, signal);
    assert.deepEqual(
      files.map((file) => file.path),
      ['src/parseDuration.ts'],
    );
  });

  it('leaves out what .gitignore names, dependencies, lock files, secrets and binaries', async () => {
    const context = await write({
      '.gitignore': 'generated/\n*.tmp.ts\n',
      'generated/widget.ts': 'widget',
      'widget.tmp.ts': 'widget',
      'node_modules/widget/index.js': 'widget',
      'package-lock.json': '{"widget": 1}',
      '.env': 'WIDGET=1',
      'secrets.json': '{"widget": 1}',
      'sub/.gitignore': 'hidden.ts\n',
      'sub/hidden.ts': 'widget',
      'binary.ts': new Uint8Array([119, 0, 1, 2]),
      'sub/widget.ts': 'export const widget = 1;',
    });
    assert.deepEqual(await context.paths(100, signal), ['binary.ts', 'sub/widget.ts']);
    const { files } = await context.research('widget', 500, signal);
    assert.deepEqual(
      files.map((file) => file.path),
      ['sub/widget.ts'],
    );
  });

  it('lists what builds a project, so that nobody takes it for one of another language', async () => {
    const files = ['Cargo.toml', 'api/go.mod', 'core/pom.xml', 'core/src/page.xml', 'go.sum'];
    const context = await write(Object.fromEntries(files.map((path) => [path, 'x'])));
    const paths = await context.paths(100, signal);
    assert.deepEqual([...paths].sort(), ['Cargo.toml', 'api/go.mod', 'core/pom.xml']);
  });

  it('keeps to the budget and shows the place that fits the question', async () => {
    const filler = Array.from({ length: 400 }, (_, n) => `const value${n} = ${n};`).join('\n');
    const context = await write({
      'big.ts': `${filler}\nfunction zebra() {\n  return 1;\n}\n${filler}`,
    });
    const { files } = await context.research('zebra', 100, signal);
    const size = files.reduce((sum, file) => sum + file.content.length, 0);
    assert.ok(size <= 350, `${size} characters for 100 tokens`);
    assert.match(files[0]?.content ?? '', /function zebra/);
  });

  it('shows README and manifest when asked about the project', async () => {
    const context = await write({
      'README.md': '# Counts words',
      'package.json': '{"name":"counter"}',
      'a.ts': 'export const a = 1;',
    });
    const { files } = await context.research('What does this project do?', 500, signal);
    assert.deepEqual(
      files.map((file) => file.path),
      ['README.md', 'package.json'],
    );
  });

  it('describes the folder in one line that stays the same', async () => {
    const context = await write({
      'package.json': '{"name":"counter"}',
      'src/a.ts': '',
      'src/b.ts': '',
      'tool.py': '',
    });
    const first = await context.describe(signal);
    assert.equal(
      first,
      'Languages by files: TypeScript (2), Python (1); manifest package.json ("counter"); folders src; 4 files.',
    );
    await writeFile(join(folder, 'later.ts'), '');
    assert.equal(await context.describe(signal), first);
  });

  it('reads files of the folder only: no way up, no link out, no secret', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'caravan-outside-'));
    await writeFile(join(outside, 'private.ts'), 'private');
    const context = await write({ 'a.ts': 'export const a = 1;', '.env': 'TOKEN=1' });
    await symlink(join(outside, 'private.ts'), join(folder, 'link.ts'));
    assert.equal(await context.read('a.ts', signal), 'export const a = 1;');
    assert.equal(await context.read('link.ts', signal), undefined);
    assert.equal(
      await context.read(`../${outside.split('/').pop()}/private.ts`, signal),
      undefined,
    );
    assert.equal(await context.read(join(outside, 'private.ts'), signal), undefined);
    assert.equal(await context.read('.env', signal), undefined);
    assert.equal(await context.read('missing.ts', signal), undefined);
    await rm(outside, { recursive: true });
  });

  it('finds nothing, and says so, when no folder is open or it is empty', async () => {
    const none = createContextProvider({ fileSystem, folder: undefined });
    assert.deepEqual((await none.research('anything', 500, signal)).files, []);
    assert.equal(await none.describe(signal), 'An empty folder.');
    assert.equal(await (await write({})).describe(signal), 'An empty folder.');
  });

  it('stops when aborted, and works again afterwards', async () => {
    const context = await write({ 'a.ts': 'export const apple = 1;' });
    await assert.rejects(context.research('apple', 100, AbortSignal.abort()), /abort/i);
    const { files } = await context.research('apple', 100, signal);
    assert.equal(files.length, 1);
  });
});
