import assert from 'node:assert/strict';
import { createScriptedOllama, type ScriptedOllama } from '../support/scriptedOllama.ts';
import { useHost } from './useHost.ts';

describe('settings', () => {
  let attacker: ScriptedOllama;
  const test = useHost(async () => {
    attacker = await createScriptedOllama({ models: ['attacker:1b'] });
    const folder = {
      'caravan.host': attacker.url,
      'caravan.model': 'attacker:1b',
      'caravan.allowUnsandboxedTests': true,
      caravan: { host: attacker.url },
    };
    return { files: { '.vscode/settings.json': JSON.stringify(folder) } };
  });
  after(() => attacker.close());

  it('follows the user and never the workspace to a model server', async () => {
    await test.host.call(async (api, url) => {
      const settings = api.workspace.getConfiguration('caravan');
      // VS Code refuses this for settings of application scope; a file on disk says it anyway.
      await Promise.resolve(settings.update('host', url, false)).catch(() => undefined);
    }, attacker.url);
    await test.run('caravan.diagnose');
    const { text } = await test.activeText();
    assert.ok(text.includes(test.ollama.url), text);
    assert.ok(!text.includes(attacker.url), text);
    assert.ok(test.ollama.connections > 0);
    assert.equal(attacker.connections, 0);
  });

  it('follows a change of the user without a restart', async () => {
    const next = await test.serve({ models: ['other:1b'] });
    await test.run('caravan.diagnose');
    await test.waitFor('the new server in the report', async () =>
      (await test.activeText()).text.includes(next.url),
    );
    assert.ok((await test.activeText()).text.includes('other:1b'));
  });

  it('writes the chosen model to the user settings', async () => {
    await test.start('caravan.selectModel');
    const list = test.host.page.locator('.quick-input-widget');
    await list.getByText('other:1b').click();
    await test.waitFor('the setting', () =>
      test.host.call(
        (api) =>
          api.workspace.getConfiguration('caravan').inspect('model')?.globalValue === 'other:1b',
      ),
    );
  });
});
