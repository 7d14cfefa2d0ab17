import assert from 'node:assert/strict';
import { createScriptedOllama, type ScriptedOllama } from '../support/scriptedOllama.ts';
import { ScriptedProxy } from '../support/scriptedProxy.ts';
import { errorReply, line } from '../support/scriptedReplies.ts';
import { useHost } from './useHost.ts';

const elsewhere = 'http://gpu.example:11434';
const canary = 'sk-canary-0123456789';

describe('model servers', () => {
  const test = useHost(() => ({
    settings: { 'window.dialogStyle': 'custom', 'caravan.contextLength': 12 },
  }));
  const others: ScriptedOllama[] = [];
  let proxy: ScriptedProxy | undefined;

  after(async () => {
    await proxy?.close();
    await Promise.all(others.map((other) => other.close()));
  });

  const input = () => test.host.page.locator('.quick-input-widget');
  const dialog = () => test.host.page.locator('.monaco-dialog-box');
  const report = async (): Promise<string> => {
    await test.run('caravan.diagnose');
    const { text } = await test.activeText();
    await test.run('workbench.action.closeAllEditors');
    return text;
  };

  it('a setting that is not taken as it stands is named, with the next step', async () => {
    await test.notification(/caravan\.contextLength.*Correct it/);
    assert.match(await report(), /caravan\.contextLength must be a number from 1024/);
    await test.setUserSetting('contextLength', undefined);
    await test.run('notifications.clearAll');
  });

  it('several: each is shown with how it is doing and what it has', async () => {
    const other = await createScriptedOllama({ models: ['other:2b'] });
    others.push(other);
    await test.setUserSetting('hosts', [test.ollama.url, { url: other.url }]);
    const text = await report();
    for (const [url, model] of [
      [test.ollama.url, 'scripted:1b'],
      [other.url, 'other:2b'],
    ] as const) {
      assert.ok(text.includes(`\`${url}\`: answers, Ollama`), text);
      assert.ok(text.includes(model), text);
    }
    await test.start('caravan.selectModel');
    await input().getByText('other:2b').waitFor();
    assert.match(await input().innerText(), new RegExp(`${other.url} · answers`));
    await test.host.page.keyboard.press('Escape');
  });

  it('a model is deleted only after a confirmation, from the server that was chosen', async () => {
    const [other] = others;
    assert.ok(other);
    for (const button of ['Cancel', 'Delete']) {
      await test.start('caravan.deleteModel');
      await input().getByText('other:2b').click();
      await dialog().getByText('Delete the model other:2b?').waitFor();
      assert.equal(other.to('/api/delete').length, 0);
      await dialog().getByRole('button', { name: button }).click();
      await dialog().waitFor({ state: 'detached' });
    }
    await test.waitFor('the deletion', () => other.to('/api/delete').length === 1);
    assert.equal(test.ollama.to('/api/delete').length, 0);
    await test.setUserSetting('hosts', undefined);
  });

  it('a download can be cancelled, and the view is ready again', async () => {
    await test.serve({
      script: ({ path }) =>
        path === '/api/pull'
          ? {
              headers: { 'Content-Type': 'application/x-ndjson' },
              body: [line({ status: 'pulling 0123', total: 100, completed: 40 })],
              end: 'stall',
            }
          : undefined,
    });
    await test.start('caravan.pullModel', 'big:70b');
    const toast = test.host.page
      .locator('.notification-list-item')
      .filter({ hasText: 'Downloading big:70b' });
    await toast.filter({ hasText: '40 %' }).waitFor({ timeout: 60_000 });
    const pull = test.ollama.to('/api/pull').at(-1);
    assert.ok(pull);
    await toast.hover();
    await toast.getByRole('button', { name: 'Cancel' }).click();
    await test.ollama.closed(pull.index);
    await toast.waitFor({ state: 'detached', timeout: 60_000 });
    await test.run('caravan.chat.focus');
    await test.hook('banner').waitFor({ state: 'detached', timeout: 60_000 });
  });

  it('on another machine: nothing goes there until the user agreed, once', async () => {
    await test.serve({ reply: () => 'An answer.' });
    proxy = await ScriptedProxy.listen(undefined, test.ollama.url);
    await test.setUserSetting('hosts', [{ url: elsewhere, proxy: proxy.url }]);
    const ask = async (): Promise<void> => {
      await test.run('caravan.newConversation');
      await test.start('caravan.generateCode', 'What does gpu.example do?');
    };
    await ask();
    await dialog().getByText(`${elsewhere} is not on this machine.`).waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await test.ended('failed');
    assert.match(await test.hook('error').last().innerText(), /not agreed[^]*Agree when Caravan/);
    assert.equal(test.ollama.chats().length, 0);

    await ask();
    await dialog().getByRole('button', { name: 'Send' }).click();
    await test.waitFor('the first call', () => test.ollama.chats().length > 0);
    await test.run('caravan.stop');
    await test.waitFor('the status bar to say so', async () => {
      const item = test.host.page.locator('[id="caravan.caravan.status"]');
      return (await item.locator('.codicon-globe').count()) === 1;
    });

    await test.host.reload();
    const before = test.ollama.chats().length;
    await ask();
    await test.waitFor('a call without a question', () => test.ollama.chats().length > before);
    assert.equal(await dialog().count(), 0);
    await test.run('caravan.stop');
  });

  it('with an access key: it is kept as a secret, sent, and removed again', async () => {
    await test.setUserSetting('hosts', undefined);
    await test.serve({
      script: ({ headers }) =>
        headers['authorization'] === `Bearer ${canary}` ? undefined : errorReply(401, 'no key'),
    });
    const setKey = async (key: string): Promise<void> => {
      await test.start('caravan.setAccessKey');
      const box = input().locator('input[type="password"]');
      await box.waitFor();
      await box.fill(key);
      await test.host.page.keyboard.press('Enter');
      await test.notification(key === '' ? /no access key for/ : /access key for .* is kept/);
      await test.run('notifications.clearAll');
    };
    assert.match(await report(), /What to do:/);
    await setKey(canary);
    const text = await report();
    assert.match(text, /Everything is ready/);
    assert.ok(!text.includes('canary'));
    const settings = await test.host.call((api) =>
      JSON.stringify(api.workspace.getConfiguration('caravan')),
    );
    assert.ok(!settings.includes('canary'));
    await setKey('');
    assert.match(await report(), /What to do:/);
  });

  it('the trace shows what the calls did, without prompts and keys', async () => {
    await test.run('caravan.showTrace');
    const { text } = await test.activeText();
    const records = text.trimEnd().split('\n');
    assert.ok(records.length > 0 && records.every((each) => 'outcome' in JSON.parse(each)), text);
    assert.ok(!text.includes('canary') && !text.includes('What does gpu.example do?'));
    await test.run('workbench.action.closeAllEditors');
  });
});
