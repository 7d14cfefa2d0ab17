import assert from 'node:assert/strict';
import { formatAgo, formatElapsed, phaseText } from '../../../src/webview/format.ts';
import { recall } from '../../../src/webview/recall.ts';
import { emptyStream, type Stream } from '../../../src/webview/run.ts';
import { createLanguage } from '../../../src/webview/text.ts';
import { readPageState } from '../../../src/webview/vsCodeApi.ts';

const english = createLanguage({}, 'en');

describe('texts of the view', () => {
  it('come from the bundle, with the values filled in, and in English where it lacks them', () => {
    const { t, tell } = createLanguage({ 'Download {0}': 'Скачать {0}' }, 'ru');
    assert.equal(t('Download {0}', 'qwen'), 'Скачать qwen');
    assert.equal(tell({ message: 'Kept {0} of {1}', args: [1, '{0}'] }), 'Kept 1 of {0}');
    assert.equal(t('toString'), 'toString');
  });

  it('write numbers as the locale does, whatever the host calls it', () => {
    assert.equal(createLanguage({}, 'de').count(12_345), '12.345');
    assert.equal(createLanguage({}, 'not a locale!').count(1_234), '1,234');
  });

  it('say times as people do', () => {
    const said = [0, 449, 9_999, 12_345, 185_000].map((ms) => formatElapsed(english, ms));
    assert.deepEqual(said, ['0ms', '0.4s', '9.9s', '12s', '3m 05s']);
  });

  it('say how long ago something was, with the date when it was long ago', () => {
    const now = Date.parse('2026-03-02T10:00:00Z');
    const ago = (locale: string, ms: number): string => formatAgo([locale], now, now - ms);
    const day = 86_400_000;
    assert.deepEqual(
      [-5_000, 20_000, 300_000, 7_100_000, 30 * 3_600_000, 3 * day].map((ms) => ago('en', ms)),
      ['now', 'now', '5 min. ago', '1 hr. ago', 'yesterday', '3 days ago'],
    );
    assert.match(ago('en', 20 * day), /^Feb \d+$/);
    assert.match(ago('en', 400 * day), /2025/);
    assert.equal(ago('ru', 30 * 3_600_000), 'вчера');
    assert.equal(ago('ru', 300_000), '5 мин. назад');
  });

  it('write figures with the comma where the reader’s language has one', () => {
    const { t, elapsed, decimal, percent, tell } = createLanguage({}, 'ru');
    assert.equal(elapsed(6_430), '6,4s');
    assert.equal(decimal(3), '3,0');
    assert.equal(t('{0} tokens', 12_345).replace(/\s/g, ' '), '12 345 tokens');
    assert.equal(percent(0.42).replace(/\s/g, ' '), '42 %');
    assert.equal(tell({ message: 'port {0}', args: [11_434] }), 'port 11434');
  });

  it('name the phase, the place in the queue and the speed', () => {
    const say = (stream: Partial<Stream>): string =>
      phaseText(english, { ...emptyStream, ...stream });
    assert.equal(say({}), '');
    assert.equal(say({ phase: 'queued' }), 'waiting');
    assert.equal(say({ phase: 'queued', position: 2 }), 'waiting (2nd)');
    assert.equal(say({ phase: 'queued', position: 7 }), 'waiting (7th)');
    assert.equal(say({ phase: 'loading' }), 'loading model');
    assert.equal(say({ phase: 'running-tests' }), 'running tests');
    const rate = { since: 0, until: 2_000, tokens: 29, estimated: false };
    assert.equal(say({ phase: 'writing', rate }), 'writing 15 tok/s');
    assert.equal(
      say({ phase: 'writing', rate: { ...rate, estimated: true } }),
      'writing ~15 tok/s',
    );
    assert.equal(say({ phase: 'writing', rate: { ...rate, tokens: 7 } }), 'writing 3.5 tok/s');
    assert.equal(say({ phase: 'writing', rate: { ...rate, until: 500 } }), 'writing');
  });
});

describe('what the page keeps and takes', () => {
  it('reads back what it kept, and nothing from what it did not', () => {
    assert.deepEqual(readPageState({ draft: 'a', mode: 'code' }), { draft: 'a', mode: 'code' });
    for (const value of [undefined, null, 'x', { draft: 1, mode: 'root' }]) {
      assert.deepEqual(readPageState(value), { draft: '', mode: 'auto' });
    }
  });

  it('recalls what was sent, newest first, and comes back to an empty draft', () => {
    const sent = ['one', 'two'];
    assert.deepEqual(recall(sent, { depth: 0 }, 'up'), { depth: 1, text: 'two' });
    assert.deepEqual(recall(sent, { depth: 1 }, 'up'), { depth: 2, text: 'one' });
    assert.equal(recall(sent, { depth: 2 }, 'up'), undefined);
    assert.deepEqual(recall(sent, { depth: 1 }, 'down'), { depth: 0, text: '' });
    assert.equal(recall(sent, { depth: 0 }, 'down'), undefined);
  });
});
