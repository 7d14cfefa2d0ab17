import assert from 'node:assert/strict';
import type { SourceFile } from '../../../src/app/index.ts';
import { CaravanError } from '../../../src/base/errors.ts';
import {
  fit,
  mentionRoom,
  resolveMentions,
  type MentionSources,
} from '../../../src/vscode/mentionResolve.ts';
import { mentionedFile, mentionedFolder, readAll } from '../../../src/vscode/mentionFiles.ts';
import { terminalSelection } from '../../../src/vscode/mentionTerminal.ts';
import { withoutSecrets } from '../../../src/vscode/withoutSecrets.ts';

const full: MentionSources = {
  file: async (path) => [{ path, content: `text of ${path}` }],
  folder: async (path) => [{ path, content: 'a.ts' }],
  symbol: async (name) => [{ path: 'src/a.ts', content: name }],
  selection: async () => [{ path: 'src/a.ts', content: 'selected' }],
  problems: async () => [{ path: 'problems', content: 'src/a.ts:1:1 error: x' }],
  editors: async () => [{ path: 'src/a.ts', content: 'open' }],
  diff: async () => [{ path: 'changes.diff', content: '+x' }],
  terminal: async () => [{ path: 'terminal', content: '$ npm test' }],
};
const none = async (): Promise<readonly SourceFile[]> => [];
const empty: MentionSources = {
  file: none,
  folder: none,
  symbol: none,
  selection: none,
  problems: none,
  editors: none,
  diff: none,
  terminal: none,
};
const everything =
  '@file:a.ts @folder:src @symbol:one @selection @problems @editors @diff @terminal';

describe('the content of mentions', () => {
  it('goes along in the order of the message, each once', async () => {
    const { files, cut } = await resolveMentions(`${everything} @file:a.ts`, full);
    assert.deepEqual(
      files.map(({ content }) => content),
      [
        'text of a.ts',
        'a.ts',
        'one',
        'selected',
        'src/a.ts:1:1 error: x',
        'open',
        '+x',
        '$ npm test',
      ],
    );
    assert.deepEqual(cut, []);
  });

  it('shows what cannot be seen in texts that are only read, and leaves files as they are', async () => {
    const content = 'a\u202eb\x1b[31m\tc\r\n';
    const odd = async (): Promise<readonly SourceFile[]> => [{ path: 'a.ts', content }];
    const sources: MentionSources = {
      file: odd,
      folder: odd,
      symbol: odd,
      selection: odd,
      problems: odd,
      editors: odd,
      diff: odd,
      terminal: odd,
    };
    const { files } = await resolveMentions(everything, sources);
    const seen = 'a⟦U+202E⟧b⟦U+001B⟧[31m\tc\r\n';
    const shown = [content, content, content, content, seen, content, seen, seen];
    assert.deepEqual(
      files.map((file) => file.content),
      shown,
    );
  });

  it('is taken at once where it is of the moment, and later where it lasts', async () => {
    const kinds = async (moment: 'now' | 'later'): Promise<readonly string[]> =>
      (await resolveMentions(everything, full, moment)).files.map(({ content }) => content);
    assert.deepEqual(await kinds('now'), [
      'selected',
      'src/a.ts:1:1 error: x',
      'open',
      '$ npm test',
    ]);
    assert.deepEqual(await kinds('later'), ['text of a.ts', 'a.ts', 'one', '+x']);
  });

  for (const mention of everything.split(' ')) {
    it(`is missed with its cause and the next step: ${mention}`, async () => {
      await assert.rejects(resolveMentions(`Explain ${mention}`, empty), (error) => {
        assert.ok(error instanceof CaravanError);
        assert.equal(error.code, 'invalid-argument');
        assert.ok(error.toInfo().next);
        assert.equal(error.toInfo().kept?.message, 'Your message was not sent.');
        return true;
      });
    });
  }

  it('is cut where it is long, and says so; short pieces stay whole', () => {
    const file = (path: string, length: number) => ({ path, content: 'x'.repeat(length) });
    const { files, cut } = fit(
      [file('long', 5_000), file('short', 100), file('long', 9_000)],
      1_100,
    );
    assert.deepEqual(cut, ['long']);
    assert.deepEqual(
      files.map(({ content }) => /^x*/.exec(content)?.[0].length),
      [500, 100, 500],
    );
    assert.match(files[0]?.content ?? '', /\n\[cut here: the first 500 of 5000 characters\]$/);
    assert.deepEqual(fit([file('all', mentionRoom)], mentionRoom).cut, []);
  });
});

describe('mentioned files and folders', () => {
  const texts: Readonly<Record<string, string>> = { 'src/a.ts': 'A', 'src/b.ts': 'B', '.env': 'K' };
  const ports = (unsaved?: string) => ({
    core: {
      namedPaths: async () => ['readme.md', 'src/a.ts', 'src/b.ts', 'srcs/c.ts'],
      readNamed: async (path: string) => {
        const content = texts[path];
        return content === undefined ? ({ problem: 'missing' } as const) : { content };
      },
    },
    unsaved: () => unsaved,
  });

  it('are read as they are in the editor, else from the disk', async () => {
    assert.deepEqual(await mentionedFile(ports(), './src/a.ts'), [
      { path: 'src/a.ts', content: 'A' },
    ]);
    assert.deepEqual(await mentionedFile(ports('unsaved'), '.env'), [
      { path: '.env', content: 'unsaved' },
    ]);
  });

  it('bring the names of a folder and the text of what can be read in it', async () => {
    assert.deepEqual(await mentionedFolder(ports(), 'src/'), [
      { path: 'src/', content: 'src/a.ts\nsrc/b.ts' },
      { path: 'src/a.ts', content: 'A' },
      { path: 'src/b.ts', content: 'B' },
    ]);
    assert.deepEqual(await readAll(ports(), ['gone.ts', 'src/b.ts']), [
      { path: 'src/b.ts', content: 'B' },
    ]);
  });

  it('are told of by name when they are not there', async () => {
    for (const work of [mentionedFile(ports(), 'gone.ts'), mentionedFolder(ports(), 'gone.ts')]) {
      await assert.rejects(work, /gone\.ts/);
    }
  });

  it('say what else is wrong with a name', async () => {
    for (const problem of ['folder', 'outside', 'secret', 'too-large', 'not-text'] as const) {
      const core = { ...ports().core, readNamed: async () => ({ problem }) };
      const work = mentionedFile({ core, unsaved: () => undefined }, 'odd.ts');
      await assert.rejects(work, (error) => {
        assert.ok(error instanceof CaravanError);
        assert.deepEqual(error.toInfo().text.args, ['odd.ts']);
        assert.ok(error.toInfo().next);
        return true;
      });
    }
  });
});

describe('the selection of a terminal', () => {
  function terminal(selected: string, clipboard: string, fails = false) {
    let held = clipboard;
    const written: string[] = [];
    return {
      written,
      held: () => held,
      ports: {
        hasTerminal: () => true,
        clipboard: {
          readText: async () => held,
          writeText: async (text: string) => {
            written.push(text);
            held = text;
          },
        },
        copySelection: async () => {
          if (fails) throw new Error('no terminal');
          if (selected !== '') held = selected;
        },
      },
    };
  }

  it('is read through the clipboard, which then holds what it held', async () => {
    const { ports, held } = terminal('$ npm test', 'mine');
    assert.deepEqual(await terminalSelection(ports), [{ path: 'terminal', content: '$ npm test' }]);
    assert.equal(held(), 'mine');
  });

  it('is nothing when nothing is selected, whatever the clipboard holds', async () => {
    const { ports, held } = terminal('', 'mine');
    assert.deepEqual(await terminalSelection(ports), []);
    assert.equal(held(), 'mine');
    const other = terminal('', '');
    assert.deepEqual(await terminalSelection(other.ports), []);
    assert.deepEqual(other.written, [], 'a picture in the clipboard is not overwritten');
  });

  it('leaves the clipboard as it was when copying fails, and alone without a terminal', async () => {
    const { ports, held, written } = terminal('x', 'mine', true);
    await assert.rejects(terminalSelection(ports), /no terminal/);
    assert.equal(held(), 'mine');
    written.length = 0;
    assert.deepEqual(await terminalSelection({ ...ports, hasTerminal: () => false }), []);
    assert.deepEqual(written, []);
  });
});

describe('a diff for the model', () => {
  it('leaves out files that are secret by name', () => {
    const part = (path: string): string =>
      `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-a\n+b ${path}\n`;
    const diff = ['src/a.ts', '.env', 'deep/id_rsa', 'src/b.ts'].map(part).join('');
    assert.equal(withoutSecrets(diff), part('src/a.ts') + part('src/b.ts'));
    assert.equal(withoutSecrets(part('.env')), '');
  });
});
