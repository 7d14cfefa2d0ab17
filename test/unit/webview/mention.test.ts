import assert from 'node:assert/strict';
import { mentionChoices, typedMention, withMention } from '../../../src/webview/mention.ts';
import { reduce } from '../../../src/webview/reduce.ts';
import { initialState } from '../../../src/webview/state.ts';
import { createLanguage } from '../../../src/webview/text.ts';
import { isToView } from '../../../src/webview/toView.ts';

const { t } = createLanguage({}, 'en');
const file = (name: string) => ({ kind: 'file', name, detail: '' }) as const;
const labels = (typed: string, query: string, names: readonly string[]): readonly string[] =>
  mentionChoices(t, typed, { query, offers: names.map(file) }).map(({ label }) => label);

describe('a mention that is being typed', () => {
  it('is what stands between an @ and the cursor', () => {
    assert.deepEqual(typedMention('see @', 5), { start: 4, typed: '' });
    assert.deepEqual(typedMention('see @file:src/a', 15), { start: 4, typed: 'file:src/a' });
    assert.deepEqual(typedMention('see @sel and more', 8), { start: 4, typed: 'sel' });
    assert.deepEqual(typedMention('@file:"two wo', 13), { start: 0, typed: 'file:"two wo' });
  });

  it('is none behind a space, in an address, or before the cursor has come to it', () => {
    assert.equal(typedMention('see @sel ', 9), undefined);
    assert.equal(typedMention('me@example', 10), undefined);
    assert.equal(typedMention('see @sel', 3), undefined);
    assert.equal(typedMention(`@${'x'.repeat(301)}`, 302), undefined);
  });

  it('offers the kinds that begin so, then what the host found', () => {
    assert.deepEqual(labels('', '', ['src/a.ts']), [
      '@file',
      '@folder',
      '@symbol',
      '@selection',
      '@problems',
      '@editors',
      '@diff',
      'a.ts',
    ]);
    assert.deepEqual(labels('se', 'se', ['src/server.ts']), ['@selection', 'server.ts']);
  });

  it('keeps offering what still fits while the host has not answered for the last key', () => {
    assert.deepEqual(labels('file:serv', 'file:se', ['src/server.ts', 'src/sea.ts']), [
      'server.ts',
    ]);
    assert.deepEqual(labels('file:x', 'file:se', ['src/server.ts']), []);
  });

  it('is replaced whole, with a space behind it, and with its end when that was there', () => {
    const choice = (insert: string) => ({ key: '', icon: '', label: '', hint: '', insert });
    const put = (draft: string, insert: string): string => {
      const cursor = draft.indexOf('|');
      const plain = draft.replace('|', '');
      const typed = typedMention(plain, cursor);
      assert.ok(typed);
      const next = withMention(plain, typed, choice(insert));
      return `${next.draft.slice(0, next.cursor)}|${next.draft.slice(next.cursor)}`;
    };
    assert.equal(put('see @a|', '@file:a.ts'), 'see @file:a.ts |');
    assert.equal(put('see @a| and', '@file:a.ts'), 'see @file:a.ts |and');
    assert.equal(put('see @fi|le:old.ts and', '@diff'), 'see @diff |and');
    assert.equal(put('see @fi|', '@file:'), 'see @file:|');
    assert.equal(put('@file:"a |b.md" x', '@file:"a c.md"'), '@file:"a c.md" |x');
  });

  it('is answered by the host: the newest answer counts, and only if it is one', () => {
    const answer = { seq: 1, type: 'mentions', query: 'a', offers: [file('a.ts')] } as const;
    assert.equal(isToView(answer), true);
    assert.deepEqual(reduce(initialState, answer, 0).mentions, {
      query: 'a',
      offers: [file('a.ts')],
    });
    for (const part of [
      { offers: 'a.ts' },
      { offers: [{ kind: 'command', name: 'x', detail: '' }] },
      { offers: [{ kind: 'file', name: 1, detail: '' }] },
      { offers: Array.from({ length: 41 }, () => file('a.ts')) },
      { query: 7 },
    ]) {
      assert.equal(isToView({ ...answer, ...part }), false);
    }
  });
});
