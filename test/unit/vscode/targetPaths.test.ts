import assert from 'node:assert/strict';
import { pathNamedIn, targetPaths } from '../../../src/vscode/targetPaths.ts';

describe('the file that code of an answer is for', () => {
  for (const [line, path] of [
    ['// src/a.ts', 'src/a.ts'],
    ['# file: tools/run.py', 'tools/run.py'],
    ['/* style.css */', 'style.css'],
    ['<!-- docs/index.html -->', 'docs/index.html'],
    ['// a note, see src/a.ts', undefined],
    ['// ../outside/a.ts', undefined],
    ['const a = 1;', undefined],
    ['', undefined],
  ] as const) {
    it(`is read from ${JSON.stringify(line)}: ${path ?? 'none'}`, () => {
      assert.equal(pathNamedIn(`${line}\nconst x = 1;`), path);
    });
  }

  it('comes first, then what is open, then the rest, each once', () => {
    const all = ['readme.md', 'src/a.ts', 'src/b.ts'];
    assert.deepEqual(targetPaths('// a.ts\nx', ['src/b.ts'], all), [
      'src/a.ts',
      'src/b.ts',
      'readme.md',
    ]);
    assert.deepEqual(targetPaths('// new.ts\nx', [], all), ['new.ts', ...all]);
    assert.deepEqual(targetPaths('x', ['src/b.ts'], all), ['src/b.ts', 'readme.md', 'src/a.ts']);
  });
});
