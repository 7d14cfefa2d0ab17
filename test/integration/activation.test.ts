import assert from 'node:assert/strict';
import { commandIds } from '../../src/vscode/ids.ts';
import { useHost } from './useHost.ts';

describe('activation', () => {
  const test = useHost();

  it('registers every command of the manifest', async () => {
    const commands = await test.host.call((api) => api.commands.getCommands(true));
    const missing = Object.values(commandIds).filter((id) => !commands.includes(id));
    assert.deepEqual(missing, []);
  });

  it('contacts no model server by itself', () => {
    assert.equal(test.ollama.connections, 0);
  });

  it('shows the view without breaking its own content policy', async () => {
    await test.run('caravan.chat.focus');
    await test.host.view().getByRole('textbox').first().waitFor();
    await test.waitFor('the model in the view', () =>
      test.host.view().getByText('scripted:1b').first().isVisible(),
    );
    assert.deepEqual(test.host.pageErrors(), []);
  });

  it('shows the model in the status bar, and a menu behind it', async () => {
    const item = test.host.page.locator('[id="caravan.caravan.status"]');
    await test.waitFor('the model in the status bar', async () =>
      (await item.textContent())?.includes('scripted:1b'),
    );
    await item.click();
    await test.host.page.locator('.quick-input-widget').getByText('Diagnose Connection').waitFor();
    await test.host.page.keyboard.press('Escape');
  });

  it('rebuilds the view after the window was reloaded', async () => {
    await test.host.reload();
    await test.run('caravan.chat.focus');
    await test.host.view().getByRole('textbox').first().waitFor();
    await test.waitFor('the model in the view', () =>
      test.host.view().getByText('scripted:1b').first().isVisible(),
    );
  });
});
