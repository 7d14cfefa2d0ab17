import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { useSizeTask } from './useSizeTask.ts';

const before = '// keep this line\nexport function size(): number {\n  return 1;\n}\n';
const after = before.replace('return 1', 'return 2');

describe('Restore Files', () => {
  const { test, file, testFile, onDisk, propose } = useSizeTask(before, after);
  const list = (): ReturnType<typeof test.host.page.locator> =>
    test.host.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');

  /** Waits for the list of that title, with the keyboard in it. */
  async function listOf(title: string): Promise<void> {
    const widget = test.host.page.locator('.quick-input-widget:visible').filter({ hasText: title });
    await widget.locator('input[type="text"]:focus').waitFor();
  }

  /** Opens the newest restore point's list of files. */
  async function chooseNewest(): Promise<void> {
    await test.start('caravan.restoreFiles');
    await listOf('what Caravan wrote');
    assert.match((await list().first().textContent()) ?? '', /Change size in src\/size\.ts/);
    await test.host.page.keyboard.press('Enter');
    await listOf('as they were before');
  }

  async function apply(): Promise<void> {
    await propose();
    await test.run('caravan.applyChanges');
    await test.proposal('applied');
    assert.equal(await onDisk(), after);
    assert.ok(existsSync(testFile()));
  }

  /** Waits until a merge editor shows what is to be decided, and closes it undecided. */
  async function leaveMergeEditor(): Promise<void> {
    const { page } = test.host;
    await page.locator('.merge-editor').getByText('1 Conflict Remaining').waitFor();
    await test.start('workbench.action.closeAllEditors');
    const close = page.getByRole('button', { name: 'Close with Conflicts' });
    await test.waitFor('the merge editor to be gone', async () => {
      // VS Code asks again when the first answer comes while it still computes the merge.
      await close.click({ timeout: 1_000 }).catch(() => undefined);
      return (await page.locator('.merge-editor').count()) === 0;
    });
  }

  it('lists what a run wrote and takes it back, also after a restart', async () => {
    await apply();
    await test.host.reload();
    await chooseNewest();
    assert.equal(await list().count(), 2);
    await test.host.page.keyboard.press('Enter');
    await test.waitFor('the text before', async () => (await onDisk()) === before);
    await test.waitFor('no test file', () => !existsSync(testFile()));
    await test.notification('Files restored: 2');
  });

  it('opens a merge editor with the user’s text for a file changed since', async () => {
    await apply();
    const theirs = after.replace('keep this', 'mine in this');
    await writeFile(file(), theirs);
    await chooseNewest();
    const row = list().filter({ hasText: 'changed since' });
    await row.waitFor();
    await row.locator('.monaco-checkbox').click();
    await test.host.page.locator('.quick-input-widget').getByText('2 Selected').waitFor();
    await test.host.page.locator('.quick-input-action').getByText('OK').click();
    await leaveMergeEditor();
    assert.equal(await onDisk(), theirs);
  });

  it('offers to merge when a file was changed after the proposal', async () => {
    await propose();
    const theirs = before.replace('keep this', 'mine in this');
    await writeFile(file(), theirs);
    await test.run('caravan.applyChanges');
    await test.notification(/changed since the proposal was made/i);
    await test.host.page.getByRole('button', { name: 'Merge', exact: true }).first().click();
    await leaveMergeEditor();
    assert.equal(await onDisk(), theirs);
  });
});
