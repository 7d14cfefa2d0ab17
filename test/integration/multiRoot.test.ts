import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandIds } from '../../src/vscode/ids.ts';
import { scriptedTask } from '../e2e/scriptedTask.ts';
import { until } from '../support/processes.ts';
import { useHost } from './useHost.ts';

describe('a window with several folders', () => {
  const test = useHost(() => ({ files: { 'one/package.json': '{ "type": "module" }\n' } }));

  it('asks once which one to work in, shows it, and writes there only (F14)', async function () {
    const { page, folder } = test.host;
    const url = new URL(page.url());
    // VS Code on a desktop takes its folders from the command line.
    if (!url.searchParams.has('folder')) return this.skip();
    await mkdir(path.join(folder, 'two'));
    const workspace = path.join(folder, 'both.code-workspace');
    await writeFile(workspace, '{ "folders": [{ "path": "one" }, { "path": "two" }] }');
    url.searchParams.delete('folder');
    url.searchParams.set('workspace', workspace);
    await page.goto(url.href);
    // A window that was left while it started may come up without the folders of the workspace.
    const areBothOpen = async (): Promise<boolean> => {
      await test.host.reload();
      return test.host.call((api) => api.workspace.workspaceFolders?.length === 2);
    };
    await until('both folders', areBothOpen, 120_000);
    await test.serve({ reply: (chat) => ({ ...scriptedTask(chat), tokenDelayMs: 0 }) });

    const item = page.locator('[id="caravan.caravan.folder"]');
    await item.filter({ hasText: 'Choose Folder' }).waitFor();
    await test.run('caravan.chat.focus');
    const pick = page.locator('.quick-input-widget');
    await pick.getByText('Which folder is Caravan to work in?').waitFor();
    await page.keyboard.press('Escape');
    const toast = page.locator('.notifications-toasts .notification-list-item');
    const warning = toast.filter({ hasText: 'Until you choose one' });
    await warning.getByRole('button', { name: 'Choose Folder' }).click();
    await pick.locator('.monaco-list-row').filter({ hasText: 'two' }).click();
    await item.filter({ hasText: 'two' }).waitFor();

    await test.start(commandIds.generateCode, 'Write a function slugify(title) with tests');
    await test.proposal('open');
    await test.run(commandIds.applyChanges);
    await test.proposal('applied');
    assert.ok(existsSync(path.join(folder, 'two/src/slugify.ts')));
    assert.ok(!existsSync(path.join(folder, 'one/src')));

    await test.host.reload();
    await item.filter({ hasText: 'two' }).waitFor();

    await test.run(commandIds.showConversations);
    await test.hook('conversation-more').first().click();
    await test.hook('conversation-export-markdown').click();
    const place = pick.locator('input.input');
    const begin = path.join(folder, 'two', path.sep);
    await test.waitFor('the dialog', async () => (await place.inputValue()).startsWith(begin));
    await page.keyboard.press('Escape');
    return undefined;
  });
});
