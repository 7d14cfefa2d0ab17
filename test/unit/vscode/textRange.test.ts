import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  endOf,
  isBefore,
  shift,
  smallestReplacement,
  type Place,
} from '../../../src/vscode/textRange.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r\n', '😀', 'é'), maxLength: 20 });

describe('textRange', () => {
  it('finds the end of inserted text for every kind of line end', () => {
    const start = { line: 3, character: 5 };
    assert.deepEqual(endOf(start, 'abc'), { line: 3, character: 8 });
    assert.deepEqual(endOf(start, 'a\r\nbc'), { line: 4, character: 2 });
    assert.deepEqual(endOf(start, 'a\nb\n'), { line: 5, character: 0 });
  });

  it('turns one text into the other with the smallest replacement', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { start, end, text: middle } = smallestReplacement(before, after);
        assert.equal(before.slice(0, start) + middle + before.slice(end), after);
      }),
    );
  });

  it('replaces nothing when the texts are the same, and only what differs otherwise', () => {
    assert.deepEqual(smallestReplacement('same', 'same'), { start: 4, end: 4, text: '' });
    assert.deepEqual(smallestReplacement('a = 1\nb', 'a = 2\nb'), { start: 4, end: 5, text: '2' });
  });

  it('never cuts a surrogate pair or a CRLF in two', () => {
    const edit = smallestReplacement('x😀y', 'x😁y');
    assert.deepEqual(edit, { start: 1, end: 3, text: '😁' });
    assert.equal(smallestReplacement('a\r\nb', 'a\rb').start, 1);
  });

  it('moves a place with edits before it and leaves it alone for edits after it', () => {
    const place: Place = { line: 2, character: 4 };
    const at = (line: number, character: number): Place => ({ line, character });
    assert.deepEqual(shift(place, { start: at(0, 0), end: at(0, 0), text: 'x\ny\n' }), at(4, 4));
    assert.deepEqual(shift(place, { start: at(2, 0), end: at(2, 2), text: 'xyz' }), at(2, 5));
    assert.deepEqual(shift(place, { start: at(2, 5), end: at(9, 0), text: '' }), place);
    assert.deepEqual(shift(place, { start: at(2, 1), end: at(2, 9), text: '' }), at(2, 1));
    assert.ok(isBefore(at(1, 9), at(2, 0)) && !isBefore(at(2, 0), at(2, 0)));
  });
});
