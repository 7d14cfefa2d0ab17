import assert from 'node:assert/strict';
import { findMentions, mentionText } from '../../../src/protocol/mentions.ts';

const found = (text: string): readonly string[] =>
  findMentions(text).map(({ kind, name }) => (name === '' ? kind : `${kind} ${name}`));

describe('mentions of a message', () => {
  it('are found wherever they stand, without the punctuation of the sentence', () => {
    assert.deepEqual(
      found('Use @file:src/a.ts, @folder:src/util/ and (@symbol:slug#ify) with @selection.'),
      ['file src/a.ts', 'folder src/util/', 'symbol slug#ify', 'selection'],
    );
    assert.deepEqual(found('@file:src/a.ts.'), ['file src/a.ts']);
    assert.deepEqual(found('«@file:.env»? **@diff**'), ['file .env', 'diff']);
    assert.deepEqual(found('@file:"two words.md" @terminal\n@problems @editors'), [
      'file two words.md',
      'terminal',
      'problems',
      'editors',
    ]);
  });

  it('are not what only looks like one', () => {
    for (const text of [
      'mail me@file:a.ts',
      'install @types/node and @diff/match-patch',
      '@Injectable() @selections @diff-x @editors.open @file: a.ts @file:"" @file:...',
      'src/@file:a.ts and @@selection',
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });

  it('say where they are, so that they can be marked', () => {
    const text = 'See @file:"a b.ts", then @file:c.ts!';
    const marked = findMentions(text).map(({ start, length }) => text.slice(start, start + length));
    assert.deepEqual(marked, ['@file:"a b.ts"', '@file:c.ts']);
  });

  it('are read as they are written, whatever the name', () => {
    for (const name of [
      'src/a.ts',
      'a b.ts',
      'end.',
      'имя.ts',
      'a,b',
      '(x)',
      'C++/#1~.h',
      '.env',
    ]) {
      assert.deepEqual(found(`x ${mentionText('file', name)}, y`), [`file ${name}`]);
    }
    assert.equal(mentionText('selection'), '@selection');
  });
});
