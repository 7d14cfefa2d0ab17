import assert from 'node:assert/strict';
import { chatTabs, tabHook, titleAction } from '../support/chatTab.ts';
import { until } from '../support/processes.ts';
import { useHost } from './useHost.ts';

describe('The chat in a tab of the editor', () => {
  const test = useHost();
  const hook = (id: string, attributes?: string) => tabHook(test.host, id, attributes);

  beforeEach(async () => {
    await test.serve({ reply: () => 'It is an address book.' });
    await test.run('caravan.openChatInEditor');
    await hook('composer').waitFor();
  });

  it('is opened once in a group, and in another group again', async () => {
    await test.run('caravan.openChatInEditor');
    assert.deepEqual(await chatTabs(test.host), ['Caravan']);
    await test.run('workbench.action.newGroupRight');
    await test.run('caravan.openChatInEditor');
    await test.waitFor('two tabs', async () => (await chatTabs(test.host)).length === 2);
    await test.run('workbench.action.closeActiveEditor');
    await test.waitFor('one tab', async () => (await chatTabs(test.host)).length === 1);
  });

  it('shows its panels and a new conversation without the side bar', async () => {
    await test.run('workbench.action.closeSidebar');
    await titleAction(test.host, 'editor', 'Show Activity').click();
    await hook('activity').waitFor();
    await hook('panel-back').click();
    await titleAction(test.host, 'editor', 'Show Conversations').click();
    await hook('conversations').waitFor();
    await hook('panel-back').click();
    await titleAction(test.host, 'editor', 'New Conversation').click();
    await hook('welcome').getByText('This folder is empty').waitFor();
    assert.equal(await test.host.page.locator('.part.sidebar').isVisible(), false);
  });

  it('is there again with its conversation and its draft when it was hidden', async () => {
    await ask();
    await hook('composer').fill('not sent yet');
    await test.run('workbench.action.files.newUntitledFile');
    await hook('composer').waitFor({ state: 'detached' });
    await test.run('caravan.openChatInEditor');
    await hook('run', '[data-outcome="answered"]').last().waitFor();
    assert.equal(await hook('composer').inputValue(), 'not sent yet');
  });

  it('keeps its draft and its mode when the window is reloaded', async () => {
    await hook('composer').fill('not sent yet\nsecond line');
    await hook('mode-button').click();
    await hook('mode-plan').click();
    await hook('mode-button', '[data-mode="plan"]').waitFor();
    // VS Code's own way: a page that a browser loads anew has no time to write the last change down.
    const before = await test.host.extensionHostPid();
    const now = (): Promise<number> => test.host.extensionHostPid().catch(() => before);
    await test.start('workbench.action.reloadWindow');
    await until('the window to come back', async () => (await now()) !== before, 60_000);
    await hook('composer').waitFor({ timeout: 30_000 });
    assert.equal(await hook('composer').inputValue(), 'not sent yet\nsecond line');
    assert.equal(await hook('mode-button').getAttribute('data-mode'), 'plan');
    await hook('mode-button').click();
    await hook('mode-auto').click();
    await hook('composer').fill('');
  });

  it('is there again with its conversation after a restart, and answers', async () => {
    await ask();
    await test.host.reload();
    await hook('run', '[data-outcome="answered"]').last().waitFor();
    assert.deepEqual(await chatTabs(test.host), ['Caravan']);
    await ask();
    assert.deepEqual(test.host.pageErrors(), []);
  });

  /** Asks in the tab and waits for the answer there. */
  async function ask(): Promise<void> {
    const before = await hook('answer').count();
    await hook('composer').fill('/explain this project');
    await hook('composer').press('Enter');
    await test.waitFor('an answer', async () => (await hook('answer').count()) > before);
    await hook('run', '[data-outcome="answered"]').last().waitFor();
  }
});
