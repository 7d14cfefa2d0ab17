import assert from 'node:assert/strict';
import fc from 'fast-check';
import { adaptText, countChanges } from '../../../src/workspace/adaptText.ts';

const word = fc.stringMatching(/^[a-c ]{0,3}$/);
const mixedText = fc
  .tuple(
    fc.constantFrom('', '\uFEFF'),
    fc.array(fc.tuple(word, fc.constantFrom('\n', '\r\n')), { maxLength: 12 }),
    word,
  )
  .map(([mark, lines, last]) => mark + lines.map((line) => line.join('')).join('') + last);
const withLineFeeds = (text: string): string =>
  text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');

describe('adapting a text to the file it replaces', () => {
  it('changes no byte when a model repeats the file with its own line ends', () => {
    fc.assert(
      fc.property(mixedText, (before) => {
        assert.equal(adaptText(before, withLineFeeds(before)), before);
      }),
    );
  });

  it('changes nothing but line ends, byte order mark and the last line end', () => {
    fc.assert(
      fc.property(mixedText, mixedText, (before, proposed) => {
        const trim = (text: string): string => withLineFeeds(text).replace(/\n+$/, '');
        assert.equal(trim(adaptText(before, proposed)), trim(proposed));
      }),
    );
  });

  it('gives new lines the usual end of the file and keeps odd ones where they were', () => {
    assert.equal(adaptText('a\r\nb\nc\r\n', 'a\nb\nnew\nc\n'), 'a\r\nb\nnew\r\nc\r\n');
  });

  it('keeps a byte order mark, and a missing last line end', () => {
    assert.equal(adaptText('\uFEFFa\r\nb', 'a\nc\n'), '\uFEFFa\r\nc');
  });

  it('ends a new file with a line end and without a byte order mark', () => {
    assert.equal(adaptText(undefined, '\uFEFFa\r\nb'), 'a\nb\n');
    assert.equal(adaptText(undefined, ''), '');
  });

  it('counts lines as a diff shows them', () => {
    assert.deepEqual(countChanges('', 'a\nb\n'), { added: 2, removed: 0 });
    assert.deepEqual(countChanges('a\nb\nc\n', 'a\nx\nc\nd\n'), { added: 2, removed: 1 });
    assert.deepEqual(countChanges('a\n', ''), { added: 0, removed: 1 });
  });

  it('counts two texts without a common line in bearable time', () => {
    const lines = (prefix: string): string =>
      Array.from({ length: 20_000 }, (_, index) => `${prefix}${index}\n`).join('');
    assert.deepEqual(countChanges(lines('a'), lines('b')), { added: 20_000, removed: 20_000 });
  });
});
