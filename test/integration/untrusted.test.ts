import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { commandIds } from '../../src/vscode/ids.ts';
import { useHost } from './useHost.ts';

describe('an untrusted workspace', () => {
  const files = { 'a.ts': 'const untouched = true;\n' };
  const test = useHost(() => ({ trusted: false, files }));

  it('opens restricted', async () => {
    assert.equal(await test.host.call((api) => api.workspace.isTrusted), false);
  });

  it('lets no command contact a server, read for an agent or write', async () => {
    await test.open('a.ts');
    const argument: Partial<Record<string, string>> = {
      [commandIds.generateCode]: 'write a function',
      [commandIds.insertCode]: 'write a function',
      [commandIds.selectModel]: 'scripted:1b',
    };
    for (const id of Object.values(commandIds)) {
      if (id === commandIds.menu || id === commandIds.openSettings) continue;
      await test.run(id, ...(argument[id] === undefined ? [] : [argument[id]]));
    }
    // So many at once are not shown one by one, but they are all in the list.
    await test.run('notifications.showList');
    const listed = test.host.page.locator('.notifications-center .notification-list-item');
    await listed.filter({ hasText: 'not trusted' }).first().waitFor();
    await test.run('notifications.clearAll');
    assert.equal(test.ollama.connections, 0);
    assert.deepEqual(await readdir(test.host.folder), ['a.ts']);
    const text = await readFile(path.join(test.host.folder, 'a.ts'), 'utf8');
    assert.equal(text, files['a.ts']);
    const model = await test.host.call(
      (api) => api.workspace.getConfiguration('caravan').inspect('model')?.globalValue,
    );
    assert.equal(model, undefined);
  });

  it('says so in the view, which asks no server', async () => {
    await test.run('caravan.chat.focus');
    await test.host.view().getByText(/trust/i).first().waitFor();
    assert.equal(test.ollama.connections, 0);
  });

  it('goes to work as soon as the user trusts it, without a restart', async () => {
    await test.run('workbench.trust.manage');
    const editor = test.host.page.locator('.workspace-trust-editor');
    await editor
      .locator('.monaco-button', { hasText: /^Trust/ })
      .first()
      .click();
    await test.waitFor('trust', () => test.host.call((api) => api.workspace.isTrusted));
    await test.run('caravan.chat.focus');
    await test.waitFor('the model in the view', () =>
      test.host.view().getByText('scripted:1b').first().isVisible(),
    );
  });
});
