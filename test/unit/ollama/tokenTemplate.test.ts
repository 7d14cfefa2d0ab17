import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TokenTemplate } from '../../../src/ollama/tokenTemplate.ts';

const line = (content: string): string =>
  `{"model":"m:1b","created_at":"2026-01-01T00:00:00.5Z","message":` +
  `{"role":"assistant","content":${content}},"done":false}`;

const pieces = ['a', '"', '\\', '\n', '\u0000', '\u2028', 'é', '👋', '\ud800', '},', 'done'];

function read(text: string): string | undefined {
  const template = new TokenTemplate();
  template.learn(line('"first"'));
  return template.read(text, 0, text.length);
}

describe('TokenTemplate', () => {
  it('reads the text of a plain line, escapes included, exactly as the parser would', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1 }), (parts) => {
        const text = parts.join('');
        assert.equal(read(line(JSON.stringify(text))), text);
      }),
    );
  });

  it('leaves to the parser what has more in it than a text', () => {
    for (const content of [
      '""',
      '"","thinking":"hm"',
      '"a\\n","thinking":"hm"',
      '"a","tool_calls":[{"function":{"name":"\\n"}}]',
      '"a\\"',
      '"\\x"',
      '"a\tb\\n"',
    ]) {
      assert.equal(read(line(content)), undefined, content);
    }
  });

  it('knows nothing before it has learned a line', () => {
    const text = line('"a"');
    assert.equal(new TokenTemplate().read(text, 0, text.length), undefined);
  });
});
