import assert from 'node:assert/strict';
import { forEachLine, LineDecoder } from '../../../src/ollama/ndjson.ts';

function lines(pieces: readonly Buffer[], limit?: number): string[] {
  const decoder = new LineDecoder(limit);
  const found: string[] = [];
  for (const piece of pieces) forEachLine(decoder.push(piece), (line) => found.push(line));
  forEachLine(decoder.flush(), (line) => found.push(line));
  return found;
}

describe('LineDecoder', () => {
  it('drops a byte order mark, blank lines and carriage returns, and keeps an unended line', () => {
    const text = '\ufeff{"a":1}\r\n\r\n\n{"b":2}';
    assert.deepEqual(
      lines([Buffer.from(text)]).map((line) => JSON.parse(line) as unknown),
      [{ a: 1 }, { b: 2 }],
    );
  });

  it('refuses a line over the limit, ended or not', () => {
    const refused = { code: 'reply-too-large' };
    assert.throws(() => lines([Buffer.alloc(11, 'x')], 10), refused);
    assert.throws(() => lines([Buffer.alloc(6, 'x'), Buffer.alloc(6, 'x')], 10), refused);
    assert.throws(() => lines([Buffer.alloc(8, 'x'), Buffer.from('xxx\n')], 10), refused);
    assert.deepEqual(lines([Buffer.from('0123456789\n')], 10), ['0123456789']);
  });
});
