import assert from 'node:assert/strict';
import { showInvisible } from '../../../src/base/showInvisible.ts';
import { translate, userText } from '../../../src/base/userText.ts';
import { showControls } from '../../../src/webview/showControls.ts';

/** Code points that readers do not see, from the reports on hidden and reordered text. */
const hidden = [
  ...[0x00, 0x07, 0x08, 0x0b, 0x0c, 0x1b, 0x7f, 0x80, 0x85, 0x9b, 0x9d],
  ...[0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180e],
  ...[0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029],
  ...[0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064],
  ...[0x2066, 0x2067, 0x2068, 0x2069, 0x206a, 0x206b, 0x206c, 0x206d, 0x206e, 0x206f],
  ...[0x3164, 0xfe00, 0xfe0e, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xfffa, 0xfffb],
  ...[0x1d173, 0x1d17a, 0xe0001, 0xe0020, 0xe0041, 0xe007f, 0xe0100, 0xe01ef],
];

describe('text with characters that cannot be seen', () => {
  it('names each of them', () => {
    assert.ok(hidden.length >= 60);
    for (const point of hidden) {
      const name = point.toString(16).toUpperCase().padStart(4, '0');
      assert.equal(showInvisible(`a${String.fromCodePoint(point)}b`), `a⟦U+${name}⟧b`);
    }
  });

  it('stays as it is where nothing is hidden', () => {
    for (const text of [
      'if (a < b) {\r\n\treturn `${c}`;\n}\n',
      'Привет, мир — «кавычки»',
      'café ñ ü 漢字 かな 한글 עברית',
      '👩‍💻 👨‍👩‍👧 ❤️ 1️⃣ 👍🏽 🏳️‍🌈 🇫🇷',
      'می‌خواهم क्‍ष',
    ]) {
      assert.equal(showInvisible(text), text);
    }
  });

  it('does not take joiners for part of an emoji or a word elsewhere', () => {
    assert.equal(showInvisible('pass\u200dword'), 'pass⟦U+200D⟧word');
    assert.equal(showInvisible('👍\u200dx'), '👍⟦U+200D⟧x');
    assert.equal(showInvisible('👍\ufe0f\ufe0e'), '👍\ufe0f⟦U+FE0E⟧');
  });

  it('reads the same in the view as in the core', () => {
    // Every one of the first planes' scripts, and samples of the rest with all tags.
    for (let point = 0; point <= 0x10ffff; point += point < 0x3000 || point >= 0xe0000 ? 1 : 31) {
      if (point > 0xe0fff) break;
      const sign = String.fromCodePoint(point);
      const text = `${sign}a${sign}👍${sign}👍`;
      assert.equal(showControls(text), showInvisible(text));
    }
  });

  it('is read so in every sentence for the user', () => {
    const text = userText('The file {0} was refused.', 'a\u202egpj.ts');
    assert.equal(translate(text), 'The file a⟦U+202E⟧gpj.ts was refused.');
  });
});
