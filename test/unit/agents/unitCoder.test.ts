import assert from 'node:assert/strict';
import { unitsOf, writeByUnits } from '../../../src/agents/unitCoder.ts';
import type { Plan } from '../../../src/agents/types.ts';
import { agentContext } from './support.ts';

const plan: Plan = {
  language: 'python',
  codePath: 'bank.py',
  testPath: 'test_bank.py',
  symbol: 'Account',
  steps: [],
};
const target = { ...plan, symbol: plan.symbol };
const tests = 'import unittest\nfrom bank import Account, transfer\n';
const account = [
  'import math',
  '',
  '',
  'class Account:',
  '    def __init__(self, balance=0):',
  '        self.balance = math.floor(balance)',
].join('\n');
const transfer = [
  'def transfer(source, target, amount):',
  '    source.balance -= amount',
  '    target.balance += amount',
].join('\n');
const block = (code: string): string => `\`\`\`python\n${code}\n\`\`\``;

describe('units of a file', () => {
  it('are the names that its tests import, two at least and eight at most', () => {
    assert.deepEqual(unitsOf([tests], target), ['Account', 'transfer']);
    assert.deepEqual(unitsOf(['from bank import Account\n'], target), []);
    assert.deepEqual(unitsOf(['from other import a, b\n'], target), []);
    assert.deepEqual(unitsOf(['from bank import a, b, c, d, e, f, g, h\n'], target), []);
    assert.deepEqual(unitsOf([tests], { ...target, isCommonJs: true }), []);
  });

  it('may be classes with imports, and make one Python file', async () => {
    const context = agentContext({ coder: [block(account), block(transfer)] });
    const units = unitsOf([tests], target);
    const made = await writeByUnits({ plan, units, attempt: 1 }, context);
    const code = made?.code ?? '';
    for (const part of ['class Account:\n', 'math.floor(balance)\n', transfer]) {
      assert.ok(code.includes(part), code);
    }
    assert.equal(code.match(/^import math$/gm)?.length, 1);
    assert.doesNotMatch(code, /Not written yet/);
    assert.equal(made?.draft, `${block(account)}\n\n${block(transfer)}`);
  });

  it('are kept where only their check goes on failing: the whole decides', async () => {
    const context = agentContext({ coder: [block(account), block(account), block(transfer)] });
    const check = async (code: string): Promise<string | undefined> =>
      code.includes('def transfer(source') ? undefined : 'It is wrong.';
    const units = unitsOf([tests], target);
    const made = await writeByUnits({ plan, units, attempt: 1, check }, context);
    assert.equal(context.model.requests('coder').length, 3);
    assert.ok(made?.code?.includes('class Account:'));
  });
});
