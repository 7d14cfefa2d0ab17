import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CodeChunks,
  colouredAtOnce,
  linesPerChunk,
  maxColoured,
  type Chunk,
} from '../../../src/webview/markdown/codeChunks.ts';
import type { TokenKind } from '../../../src/webview/markdown/pieces.ts';
import { createTokenizer, LineTokenizer } from '../../../src/webview/markdown/tokenizer.ts';

const textOf = (chunks: readonly Chunk[]): string =>
  chunks
    .flat()
    .map((piece) => (typeof piece === 'string' ? piece : piece.text))
    .join('');
const chunksOf = (language: string): CodeChunks => new CodeChunks(() => createTokenizer(language));

/** Updates until there is nothing more to do; gives the chunks and how often it took. */
function whole(language: string, code: string): { chunks: readonly Chunk[]; turns: number } {
  const chunks = chunksOf(language);
  for (let turns = 1; ; turns += 1) {
    const result = chunks.update(code);
    if (!result.isMoreToDo) return { chunks: result.chunks, turns };
  }
}

/** By language: code, and one of its words with its kind. */
const samples: readonly (readonly [string, string, string, TokenKind])[] = [
  ['ts', 'const a: string = `x`;', 'const', 'keyword'],
  ['TypeScript', 'let a: string;', 'string', 'type'],
  ['tsx', '// note', '// note', 'comment'],
  ['js', "f('x', 12);", "'x'", 'string'],
  ['json', '{ "a": 12 }', '"a"', 'property'],
  ['python', 'def f(): return None', 'def', 'keyword'],
  ['go', 'func f() { return 12 }', '12', 'number'],
  ['rust', 'println!("x");', 'println!', 'name'],
  ['java', 'class A { int b; }', 'int', 'type'],
  ['c', 'return 1; // one', '// one', 'comment'],
  ['c++', 'auto a = nullptr;', 'nullptr', 'constant'],
  ['c#', 'public class A {}', 'public', 'keyword'],
  ['kotlin', 'fun f() = "x"', 'fun', 'keyword'],
  ['swift', 'let a = 12', 'let', 'keyword'],
  ['dart', 'final a = 12;', 'final', 'keyword'],
  ['scala', 'val a = 12', 'val', 'keyword'],
  ['ruby', 'def f; end', 'def', 'keyword'],
  ['lua', 'local a = 12', 'local', 'keyword'],
  ['sh', 'echo "x" # note', '# note', 'comment'],
  ['ps1', 'Write-Host "x" # note', '# note', 'comment'],
  ['css', 'a { color: red }', 'color', 'property'],
  ['scss', '// note', '// note', 'comment'],
  ['less', '// note', '// note', 'comment'],
  ['html', '<p class="x">y</p>', 'p', 'type'],
  ['xml', '<a b="x"/>', '"x"', 'string'],
  ['sql', 'select 12 from t', 'select', 'keyword'],
  ['yaml', 'a: true', 'true', 'keyword'],
  ['toml', 'a = 12', '12', 'number'],
  ['ini', '; note', '; note', 'comment'],
  ['diff', '-old\n+new', '+new', 'added'],
  ['dockerfile', 'FROM a # note', 'FROM', 'keyword'],
];

/** Pieces that such parsers look ahead for, or keep a state for. */
const hostile = [
  '/*',
  '*/',
  '"""',
  '`${',
  '<script>',
  '<!--',
  ']]>',
  '{{{{',
  '((((',
  '\\',
  "r#'",
  '<<EOF',
  "'",
  '"',
  '%q(',
  '@@',
  '\t',
  '\u0000',
  '🐫',
  'class A',
  '=begin',
  ' ',
  '\n',
];

describe('colours of code', () => {
  for (const [language, code, word, kind] of samples) {
    it(`know ${language}`, () => {
      const pieces = whole(language, `${code}\n`).chunks.flat();
      const found = pieces.find((piece) => typeof piece === 'object' && piece.text === word);
      assert.deepEqual(found, { kind, text: word });
    });
  }

  it('are not guessed for a language nobody knows', () => {
    for (const name of ['', 'text', 'mermaid', 'constructor', '__proto__', 'toString']) {
      assert.equal(createTokenizer(name), undefined);
      assert.deepEqual(whole(name, 'class A {}\n').chunks, [['class A {}\n']]);
    }
  });

  it('change no character of the code, whatever it is', () => {
    const languages = fc.constantFrom(...samples.map(([language]) => language));
    const codes = fc.array(fc.constantFrom(...hostile, ...samples.map(([, code]) => code)));
    fc.assert(
      fc.property(languages, codes, (language, parts) => {
        const code = parts.join('');
        assert.equal(textOf(whole(language, code).chunks), code);
      }),
      { numRuns: 300 },
    );
  });

  it('come out the same while the code grows, and what is full stays as it is', () => {
    const code = samples.map(([, sample]) => `${sample}\n/* a\nb */\n`).join('');
    for (const language of ['ts', 'python', 'css']) {
      const chunks = chunksOf(language);
      let before: readonly Chunk[] = [];
      for (let end = 0; end <= code.length; end += 7) {
        const now = chunks.update(code.slice(0, end)).chunks;
        before.slice(0, -1).forEach((chunk, index) => assert.equal(chunk, now[index]));
        before = now.slice(0, Math.floor(code.slice(0, end).split('\n').length / linesPerChunk));
      }
      assert.deepEqual(chunks.update(code).chunks, whole(language, code).chunks);
    }
  });

  it('begin anew with other code', () => {
    const chunks = chunksOf('ts');
    chunks.update('/* open\n');
    assert.deepEqual(chunks.update('const a\n').chunks, whole('ts', 'const a\n').chunks);
  });

  it('leave a line without its end plain until it has one', () => {
    const chunks = chunksOf('ts');
    assert.deepEqual(chunks.update('const').chunks, [['const']]);
    assert.deepEqual(chunks.update('const\n').chunks, [[{ kind: 'keyword', text: 'const' }, '\n']]);
  });

  it('come in turns to a long block, and not to the end of a very long one', () => {
    const line = 'const a = 12;\n';
    const long = line.repeat(Math.ceil((2.5 * colouredAtOnce) / line.length));
    assert.equal(whole('ts', long).turns, 3);
    const { chunks } = whole('ts', line.repeat(Math.ceil(maxColoured / line.length) + 1_000));
    assert.ok(chunks[0]?.some((piece) => typeof piece === 'object'));
    assert.ok(chunks.at(-1)?.every((piece) => typeof piece === 'string'));
  });

  it('do not come to a line that is too long to look into', () => {
    assert.deepEqual(whole('ts', `const ${'a'.repeat(1_000)}\n`).chunks, [
      [`const ${'a'.repeat(1_000)}\n`],
    ]);
  });

  it('stop where a parser fails', () => {
    let lines = 0;
    const parser = {
      token: (stream: { next(): unknown }) => {
        lines += 1;
        if (lines > 1) throw new Error('not such code');
        while (stream.next() !== undefined);
        return 'keyword';
      },
    };
    const tokenizer = new LineTokenizer(parser);
    assert.deepEqual(tokenizer.next('one'), [{ kind: 'keyword', text: 'one' }]);
    assert.deepEqual(tokenizer.next('two'), ['two']);
    assert.deepEqual(tokenizer.next('three'), ['three']);
    assert.equal(lines, 2);
  });
});
