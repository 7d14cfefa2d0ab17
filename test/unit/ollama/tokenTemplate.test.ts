import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteBlock, TokenTemplate } from '../../../src/ollama/tokenTemplate.ts';

const line = (content: string): string =>
  `{"model":"m:1b","created_at":"2026-01-01T00:00:00.5Z","message":` +
  `{"role":"assistant","content":${content}},"done":false}\n`;

const pieces = ['a', '"', '\\', '\n', '\u0000', '\u2028', 'é', '👋', '\ud800', '},', 'done'];

interface Reading {
  readonly text: string;
  readonly thinking: string;
}

/** Reads a line that stands between two others. */
function read(text: string, learned = line('"first"')): Reading | undefined {
  const template = new TokenTemplate();
  if (learned !== '') template.learn(learned);
  const around = Buffer.from(line('"x"') + text + line('"y"'));
  const start = line('"x"').length;
  const end = start + Buffer.byteLength(text);
  const next = template.read(new ByteBlock(around), start, end);
  if (next < 0) return undefined;
  assert.equal(next, end);
  return { text: template.text, thinking: template.thinking };
}

const texts = fc.array(fc.constantFrom(...pieces), { minLength: 1 }).map((parts) => parts.join(''));

describe('TokenTemplate', () => {
  it('reads the text of a plain line, escapes included, exactly as the parser would', () => {
    fc.assert(
      fc.property(texts, (text) => {
        assert.deepEqual(read(line(JSON.stringify(text))), { text, thinking: '' });
      }),
    );
  });

  it('reads the thinking of a line without a text exactly as the parser would', () => {
    fc.assert(
      fc.property(texts, (thinking) => {
        const content = `"","thinking":${JSON.stringify(thinking)}`;
        assert.deepEqual(read(line(content)), { text: '', thinking });
      }),
    );
  });

  it('leaves to the parser what has more in it than a text', () => {
    for (const content of [
      '""',
      '"","thinking":""',
      '"","tool_calls":[]',
      '"a\\n","thinking":"hm"',
      '"a","tool_calls":[{"function":{"name":"\\n"}}]',
      '"a\\"',
      '"\\x"',
      '"a\tb\\n"',
    ]) {
      assert.equal(read(line(content)), undefined, content);
    }
  });

  it('leaves to the parser a line that is cut or ends otherwise', () => {
    const whole = line('"text"');
    for (let length = 0; length < whole.length; length++) {
      assert.equal(read(whole.slice(0, length)), undefined, whole.slice(0, length));
    }
    assert.equal(read(whole.replace('\n', '\r\n')), undefined);
    assert.equal(read(whole.replace('"done":false', '"done":true')), undefined);
    assert.equal(read(whole.replace('"m:1b"', '"m:7b"')), undefined);
  });

  it('reads a piece that is one plain line, and no other', () => {
    const template = new TokenTemplate();
    assert.equal(template.readLine(Buffer.from(line('"a"'))), false, 'nothing is learned yet');
    template.learn(line('"first"'));
    fc.assert(
      fc.property(texts, (text) => {
        const isPlain = /^[a-z},]+$/.test(text);
        const isRead = template.readLine(Buffer.from(line(JSON.stringify(text))));
        assert.equal(isRead, isPlain);
        if (isRead) assert.deepEqual([template.text, template.thinking], [text, '']);
      }),
    );
    const whole = line('"text"');
    for (const other of [
      ...[...whole].map((_, length) => whole.slice(0, length)),
      whole + whole,
      `${whole} `,
      whole.replace('"done":false', '"done":true'),
      whole.replace('"m:1b"', '"m:7b"'),
      line('""'),
      line('"","thinking":"hm"'),
      line('"a","tool_calls":[]'),
    ]) {
      assert.equal(template.readLine(Buffer.from(other)), false, other);
    }
  });

  it('knows nothing before it has learned a line', () => {
    assert.equal(read(line('"a"'), ''), undefined);
    assert.equal(read(line('"a"'), '{"error":"no"}'), undefined);
  });
});
