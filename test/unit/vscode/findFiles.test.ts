import assert from 'node:assert/strict';
import { findFiles } from '../../../src/vscode/findFiles.ts';

const paths = ['readme.md', 'src/cart.ts', 'src/index.ts', 'lib/index.ts', 'lib/cart/a.ts'];

describe('the file that a name in a text means', () => {
  for (const [name, path] of [
    ['src/cart.ts', 'src/cart.ts'],
    ['./src/cart.ts', 'src/cart.ts'],
    ['src\\cart.ts', 'src/cart.ts'],
    ['cart.ts', 'src/cart.ts'],
    ['cart/a.ts', 'lib/cart/a.ts'],
    ['art.ts', undefined],
    ['rc/cart.ts', undefined],
    // Two end so.
    ['index.ts', undefined],
    ['lib/index.ts', 'lib/index.ts'],
    ['src', undefined],
    ['console.log', undefined],
    ['../src/cart.ts', undefined],
    ['/src/cart.ts', undefined],
    ['', undefined],
    ['__proto__', undefined],
  ] as const) {
    it(`is ${path ?? 'none'} for ${JSON.stringify(name)}`, () => {
      assert.deepEqual(findFiles([name], paths), [path === undefined ? { name } : { name, path }]);
    });
  }

  it('is the file itself when it is in the folder and in a proposal', () => {
    assert.deepEqual(findFiles(['cart.ts'], [...paths, 'src/cart.ts']), [
      { name: 'cart.ts', path: 'src/cart.ts' },
    ]);
  });
});
