import assert from 'node:assert/strict';
import {
  hasLanguage,
  languageOfExtension,
  languageOfPath,
} from '../../../src/agents/taskLanguage.ts';

describe('the language of a file', () => {
  it('is told by its extension, JSX and capital letters too', () => {
    assert.equal(languageOfExtension('src/a.tsx'), 'typescript');
    assert.equal(languageOfExtension('src/a.jsx'), 'javascript');
    assert.equal(languageOfExtension('A.PY'), 'python');
    assert.equal(languageOfExtension('notes.md'), undefined);
    assert.equal(languageOfExtension('a.constructor'), undefined);
    assert.equal(languageOfPath('notes.md'), 'javascript');
  });

  it('has no code in declarations', () => {
    assert.ok(hasLanguage('src/a.jsx', 'javascript'));
    assert.ok(!hasLanguage('src/a.d.ts', 'typescript'));
    assert.equal(languageOfExtension('src/a.d.ts'), 'typescript');
  });
});
