import assert from 'node:assert/strict';
import type { NamedFile } from '../../../src/app/index.ts';
import { CaravanError } from '../../../src/base/errors.ts';
import { mentionDropped, type DroppedFilePorts } from '../../../src/vscode/droppedFiles.ts';

const content = { content: 'text' } as const;
const files: Readonly<Record<string, NamedFile>> = {
  'src/a.ts': content,
  'docs/two words.md': content,
  'build/made.ts': content,
  '.env': content,
  src: { problem: 'folder' },
  empty: { problem: 'folder' },
  'away.ts': { problem: 'outside' },
  'key.txt': { problem: 'secret' },
  'big.txt': { problem: 'too-large' },
  'odd".ts': content,
};
const ports: DroppedFilePorts = {
  core: {
    namedPaths: async () => ['src/a.ts', 'docs/two words.md', 'odd".ts'],
    readNamed: async (path) => files[path] ?? { problem: 'missing' },
  },
  hasFolder: true,
  pathOf: (uri) => (uri.startsWith('in:') ? uri.slice(3) : undefined),
};

/** The mentions, then what is said about the first that is none. */
async function drop(...uris: readonly string[]): Promise<readonly string[]> {
  const { text, refused } = await mentionDropped(uris, ports);
  return [text, ...(refused ? [refused.message] : [])];
}

describe('files that are dropped on the chat', () => {
  it('are mentioned as they are typed, each once; a folder as a folder', async () => {
    assert.deepEqual(await drop('in:src/a.ts', 'in:docs/two words.md', 'in:src', 'in:src/a.ts'), [
      '@file:src/a.ts @file:"docs/two words.md" @folder:src',
    ]);
    assert.deepEqual(await drop('in:.'), ['@folder:"."']);
  });

  for (const [uri, cause] of Object.entries({
    'file:///elsewhere/my%20notes.md': /^my notes\.md is outside the open folder/,
    'bad:%E0%A4%A': /^bad:%E0%A4%A is outside the open folder/,
    'in:away.ts': /^away\.ts is outside the open folder/,
    'in:.env': /^\.env may hold secrets/,
    'in:key.txt': /^key\.txt leads to a file that holds secrets/,
    'in:build/made.ts': /^build\/made\.ts is ignored here/,
    'in:empty': /^There is no folder empty with files/,
    'in:gone.ts': /^There is no file gone\.ts/,
    'in:big.txt': /^big\.txt is larger than 1 MB/,
    'in:odd".ts': /^The name odd"\.ts is too long or too unusual/,
  })) {
    it(`do not bring ${uri}, and say why`, async () => {
      const [text, said = ''] = await drop(uri);
      assert.equal(text, '');
      assert.match(said, cause);
    });
  }

  it('are mentioned without those that may not be, and the first of these is named', async () => {
    const { text, refused } = await mentionDropped(['in:.env', 'in:src/a.ts', 'in:gone.ts'], ports);
    assert.equal(text, '@file:src/a.ts');
    assert.match(refused?.message ?? '', /^\.env may hold secrets/);
    assert.match(refused?.kept?.message ?? '', /Those that can be mentioned are in your message/);
    assert.ok(refused?.next);
  });

  it('are refused when they are too many, or there is no folder', async () => {
    const many = Array.from({ length: 21 }, () => 'in:src/a.ts');
    const code = (wanted: string) => (error: unknown) =>
      error instanceof CaravanError && error.code === wanted;
    await assert.rejects(mentionDropped(many, ports), code('invalid-argument'));
    assert.equal((await mentionDropped(many.slice(1), ports)).text, '@file:src/a.ts');
    const nowhere = { ...ports, hasFolder: false };
    await assert.rejects(mentionDropped(['in:src/a.ts'], nowhere), code('no-workspace'));
  });
});
