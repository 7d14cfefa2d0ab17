import assert from 'node:assert/strict';
import { roleOf, scriptedFile } from './scriptedFile.ts';
import { useHost } from './useHost.ts';

const task = 'Write a function one() that returns 1';

describe('The list of past runs', () => {
  const test = useHost(() => ({ files: { 'package.json': '{ "type": "module" }\n' } }));
  const code = 'export function one(): number {\n  return 1;\n}\n';
  const row = (text: string) =>
    test.host.page
      .locator('.quick-input-widget:visible .monaco-list-row')
      .filter({ hasText: text })
      .first();
  const asked = (role: string): number =>
    test.ollama.chats().filter((chat) => roleOf(chat) === role).length;

  before(async () => {
    await test.serve({ reply: scriptedFile({ codePath: 'one.ts', code, symbol: 'one' }) });
    await test.run('caravan.generateCode', task);
    await test.proposal('open');
    await test.ended('done');
  });

  it('does a task again from a step, in a new turn, without the steps before it', async () => {
    await test.start('caravan.pastRuns');
    await row(task).click();
    await row('Run Again From a Step').click();
    await row('Write code').click();
    await test.waitFor('a second run', async () => (await test.hook('run').count()) === 2);
    await test.ended('done');
    assert.equal(asked('planner'), 1);
    assert.equal(asked('test_generator'), 1);
    assert.equal(asked('coder'), 2);
  });

  it('opens the conversation of a run', async () => {
    await test.run('caravan.newConversation');
    await test.waitFor('an empty view', async () => (await test.hook('run').count()) === 0);
    await test.start('caravan.pastRuns');
    await row(task).click();
    await row('Open Conversation').click();
    await test.waitFor('both runs', async () => (await test.hook('run').count()) === 2);
  });
});
