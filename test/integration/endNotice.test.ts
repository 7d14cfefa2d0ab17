import assert from 'node:assert/strict';
import { focusWindow } from './focusWindow.ts';
import { scriptedFile } from './scriptedFile.ts';
import { useHost } from './useHost.ts';

const task = 'Write a function one() that returns 1';
const wanted = {
  codePath: 'one.ts',
  code: 'export function one(): number {\n  return 1;\n}\n',
  symbol: 'one',
};

describe('A run that ends while the user is in another window', () => {
  const test = useHost(() => ({ files: { 'package.json': '{ "type": "module" }\n' } }));
  const messages = () => test.host.page.locator('.notification-list-item');

  before(function () {
    // What a desktop takes for the focus of its window cannot be scripted.
    if (!test.host.page.url().startsWith('http')) this.skip();
  });
  afterEach(async () => {
    await focusWindow(test, true);
    await test.run('notifications.clearAll');
  });

  it('is not told of when the user sees it end, or stopped it', async () => {
    await test.serve({ reply: () => new Promise<never>(() => undefined) });
    await test.run('caravan.newConversation');
    await test.run('caravan.generateCode', 'Write three()');
    await test.waitFor('the model to be asked', () => test.ollama.chats().length > 0);
    await focusWindow(test, false);
    await test.run('caravan.stop');
    await test.ended('cancelled');
    await test.run('notifications.showList');
    assert.equal(await messages().filter({ hasText: 'Write three()' }).count(), 0);
  });

  it('is told of by one notification that leads to its files', async () => {
    await test.serve({ reply: scriptedFile(wanted) });
    await focusWindow(test, false);
    await test.run('caravan.generateCode', task);
    await test.notification(`“${task}” has ended: its files wait for your review.`);
    await test.run('workbench.view.explorer');
    await messages().getByRole('button', { name: 'Show' }).first().click();
    await test.waitFor('the files to be shown', async () => {
      const frames = test.host.page.frameLocator('iframe.webview.ready');
      const cards = frames.frameLocator('#active-frame').locator('[data-testid="proposal"]');
      return (await cards.count()) > 0;
    });
  });

  it('is told of with the reason when it came to nothing', async () => {
    await test.serve({ models: [] });
    await focusWindow(test, false);
    await test.run('caravan.newConversation');
    await test.run('caravan.generateCode', 'Write two()');
    await test.notification(/“Write two\(\)” has ended without a result\. .*model/);
  });
});
