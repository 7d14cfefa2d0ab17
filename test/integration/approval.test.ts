import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { focusWindow } from './focusWindow.ts';
import { roleOf, scriptedFile, type Role } from './scriptedFile.ts';
import { useHost } from './useHost.ts';

const wanted = {
  codePath: 'one.ts',
  code: 'export function one(): number {\n  return 1;\n}\n',
  symbol: 'one',
};
const task = 'Write a function one() that returns 1';

describe('A plan that waits for approval', () => {
  const test = useHost(() => ({
    files: { 'package.json': '{ "type": "module" }\n' },
    settings: { 'caravan.approvePlan': true },
  }));
  let earlier = 0;
  let gate = Promise.resolve();

  /** Calls of an agent since the newest task was given. */
  const asked = (role: Role): readonly string[] =>
    test.ollama
      .chats()
      .slice(earlier)
      .filter((chat) => roleOf(chat) === role)
      .map((chat) => JSON.stringify(chat.messages));
  const card = (state: string) => test.hook('approval', `[data-state="${state}"]`).last();
  const shown = (state: string): Promise<void> => card(state).waitFor({ timeout: 60_000 });

  async function ask(): Promise<void> {
    earlier = test.ollama.chats().length;
    await test.run('caravan.generateCode', task);
    await test.run('caravan.chat.focus');
    await shown('open');
  }

  /** Starts a task whose plan comes only after the user has done something else. */
  async function askAndThen(text: string, act: () => Promise<unknown>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    try {
      await test.run('caravan.generateCode', text);
      await act();
      // What the window told the extension until now has arrived when a command has come back.
      await test.run('notifications.clearAll');
    } finally {
      resolve();
    }
  }

  /** The title of the view, which tells how far a run is. */
  const viewTitle = (text: string): Locator =>
    test.host.page.locator('.part.sidebar .title-label').filter({ hasText: text });

  const message = (text: string): Locator =>
    test.host.page.locator('.notification-list-item').filter({ hasText: text }).first();
  /** The number on the icon of the view, 0 when there is none. */
  const badge = async (): Promise<number> => {
    const icon = test.host.page.locator('.activitybar .action-item:has([aria-label^="Caravan"])');
    const shownNumber = icon.locator('.badge-content').filter({ visible: true });
    return (await shownNumber.count()) === 0 ? 0 : Number(await shownNumber.innerText());
  };

  async function hideView(): Promise<void> {
    await test.run('workbench.view.explorer');
    const page = test.host.page.locator('iframe.webview.ready[src*="purpose=webviewView"]');
    await page.waitFor({ state: 'hidden' });
  }

  before(async () => {
    const answer = scriptedFile(wanted);
    await test.serve({
      reply: async (chat) => {
        if (roleOf(chat) === 'planner') await gate;
        return answer(chat);
      },
    });
  });

  it('is shown before anything else is written', async () => {
    await ask();
    assert.match(await card('open').innerText(), /Write it\.[^]*Test it\.[^]*one\.ts/);
    await viewTitle('Waiting for you').waitFor();
    assert.equal(asked('planner').length, 1);
    assert.equal(asked('test_generator').length + asked('coder').length, 0);
  });

  it('keeps waiting when it is changed to a path outside the folder, and says why', async () => {
    await card('open').locator('[data-testid="approval-edit"]').click();
    await test.hook('plan-code').fill('../one.ts');
    await test.hook('approve-edited').click();
    await test.waitFor('the reason to be shown', async () =>
      (await test.host.view().locator('body').innerText()).includes(
        '“../one.ts” cannot be a file of the plan.',
      ),
    );
    await shown('open');
  });

  it('goes on with the plan as the user changed it', async () => {
    await test.hook('plan-code').fill('lib/first.ts');
    await test.hook('plan-test').fill('lib/first.test.ts');
    await test.hook('plan-steps').fill('Return it at once.');
    await test.hook('approve-edited').click();
    await shown('approve');
    await test.proposal('open');
    await test.ended('done');
    assert.match(await test.hook('proposal').last().innerText(), /first\.ts/);
    const [coder] = asked('coder');
    assert.match(coder ?? '', /Code file: lib\/first\.ts\\nTest file: lib\/first\.test\.ts/);
    assert.match(coder ?? '', /1\. Return it at once\./);
    assert.doesNotMatch(coder ?? '', /Write it\./);
  });

  it('ends the run when it is rejected, and shows the reason', async () => {
    await ask();
    await card('open').locator('[data-testid="reject"]').click();
    await test.hook('reject-reason').fill('One is not enough.');
    await test.hook('reject-confirm').click();
    await shown('reject');
    await test.ended('rejected');
    assert.match(await card('reject').innerText(), /Rejected: One is not enough\./);
    await viewTitle('Chat').waitFor();
    assert.equal(asked('test_generator').length + asked('coder').length, 0);
  });

  it('still waits after the extension host was killed, and goes on with the answer', async () => {
    await ask();
    await test.host.killExtensionHost();
    await test.notification(task);
    await test.run('caravan.chat.focus');
    await shown('open');
    await card('open').locator('[data-testid="approve"]').click();
    await shown('approve');
    await test.ended('done');
    assert.equal(asked('planner').length, 1);
    assert.equal(asked('coder').length, 1);
  });

  it('is no longer open once the run is stopped', async () => {
    await ask();
    await test.hook('stop').click();
    await shown('expired');
    await test.ended('cancelled');
    assert.match(await card('expired').innerText(), /No longer open/);
    assert.equal(await card('expired').locator('button').count(), 0);
  });

  it('is told of while the window is not focused, and once decided the button says so', async function () {
    // What a desktop takes for the focus of its window cannot be scripted.
    if (!test.host.page.url().startsWith('http')) return this.skip();
    await askAndThen('Write one() while I am away', () => focusWindow(test, false));
    const text = 'waits for your word on its plan for “Write one() while I am away”';
    await test.notification(text);
    await focusWindow(test, true);
    await shown('open');
    await card('open').locator('[data-testid="approve"]').click();
    await test.ended('done');
    await test.notification(text);
    await message(text).getByRole('button', { name: 'Show Plan' }).click();
    await test.notification('The plan for “Write one() while I am away” waits no longer.');
    return undefined;
  });

  it('is not told of where it is seen anyway', async () => {
    await askAndThen('Write one() while I look on', () => test.run('caravan.chat.focus'));
    await shown('open');
    await test.hook('stop').click();
    await test.ended('cancelled');
    await test.run('notifications.showList');
    assert.equal(await message('waits for your word').count(), 0);
  });

  it('is told of while the view is hidden, on its icon and by a notification that leads to it', async () => {
    const before = await badge();
    await askAndThen('Write one() while I read', hideView);
    const text = 'waits for your word on its plan for “Write one() while I read”';
    await test.notification(text);
    await test.waitFor('the plan to be counted', async () => (await badge()) === before + 1);
    await message(text).getByRole('button', { name: 'Show Plan' }).click();
    // VS Code gives the page another address when it shows the view again.
    const page = test.host.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await page.locator('[data-testid="approval"][data-state="open"]').waitFor();
    await test.run('caravan.stop');
    await test.waitFor('the plan to be counted no more', async () => (await badge()) === before);
  });
});
