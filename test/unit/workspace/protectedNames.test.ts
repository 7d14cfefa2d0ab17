import assert from 'node:assert/strict';
import fc from 'fast-check';
import { escapeInvisible, foldName } from '../../../src/workspace/pathShape.ts';
import { protectionOf } from '../../../src/workspace/protectedNames.ts';
import { deniedNames, spellingsOf } from '../../faults/workspace/spellings.ts';

const anyText = fc
  .array(fc.oneof(fc.nat(0x17f), fc.nat(0x10ffff)), { maxLength: 12 })
  .map((signs) => String.fromCodePoint(...signs));

describe('protected names', () => {
  it('know their names again by themselves, without help from the shape of the path', () => {
    const names = deniedNames
      .filter((name) => !name.includes('/'))
      .flatMap(spellingsOf)
      .filter((name) => !/[/\\%]|~1$/.test(name));
    assert.ok(names.length > 500);
    for (const name of names) {
      assert.equal(protectionOf(['a', name]), 'deny', escapeInvisible(name));
    }
  });

  it('do not take part of a name for the name', () => {
    for (const name of [
      'agit',
      '.gitignore',
      '.vscodeignore',
      'claude.md.ts',
      'sshd',
      '.envelope',
    ]) {
      assert.notEqual(protectionOf([name]), 'deny', name);
    }
    assert.equal(protectionOf(['.gitignore']), undefined);
  });

  it('fold a name to one form, whatever its case, accents and invisible signs', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const folded = foldName(name);
        assert.equal(foldName(folded), folded);
        assert.equal(foldName(name.toUpperCase()), folded);
        assert.equal(foldName(`${name}. .`), folded);
      }),
      { examples: [['ᾀ'], ['ẞ'], ['ΑΣ:Β'], ['ı'], ['ſ']] },
    );
  });

  it('leave no invisible sign when shown', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.doesNotMatch(escapeInvisible(text), /[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
