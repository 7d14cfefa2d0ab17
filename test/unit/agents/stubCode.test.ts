import assert from 'node:assert/strict';
import { stubCode } from '../../../src/agents/stubCode.ts';

const script = {
  language: 'typescript',
  codePath: 'src/cart.ts',
  testPath: 'test/cart.test.ts',
  symbol: 'Cart',
} as const;

describe('the code before the task is done', () => {
  it('has every name that tests import, and fails when one is called', async () => {
    const tests = "import { Cart, total as sum } from '../src/cart.ts';";
    const stub = stubCode([tests], script, undefined);
    const url = `data:text/javascript,${encodeURIComponent(stub)}`;
    const made = (await import(url)) as { Cart: new () => unknown; total: () => unknown };
    assert.throws(() => new made.Cart(), /Not written yet/);
    assert.throws(() => made.total(), /Not written yet/);
  });

  it('keeps the file that exists and adds only what it lacks', () => {
    const existing = 'export class Cart {}\n';
    const tests = "import { Cart, total } from '../src/cart.ts';";
    const stub = stubCode([tests], script, existing);
    assert.ok(stub.startsWith(existing.trimEnd()));
    assert.doesNotMatch(stub, /function Cart/);
    assert.match(stub, /export function total\(\)/);
  });

  it('stands in for Python too', () => {
    const target = {
      language: 'python',
      codePath: 'shop/cart.py',
      testPath: 'test_cart.py',
      symbol: 'Cart',
    } as const;
    const stub = stubCode(['from shop.cart import (Cart, total)'], target, undefined);
    assert.match(stub, /^def Cart\(\*values, \*\*named\):\n {4}raise NotImplementedError/m);
    assert.match(stub, /^def total\(/m);
  });
});
