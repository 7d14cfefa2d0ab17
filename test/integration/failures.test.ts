import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { roleOf, scriptedFile } from './scriptedFile.ts';
import { useHost } from './useHost.ts';

const wanted = {
  codePath: 'one.ts',
  code: 'export function one(): number {\n  return 1;\n}\n',
  symbol: 'one',
};
const task = 'Write a function one() that returns 1';

describe('When something fails', () => {
  const test = useHost();

  async function start(): Promise<void> {
    await test.run('caravan.newConversation');
    await test.run('caravan.generateCode', task);
  }

  it('no server: says so with the next step, in the view, the report and on insertion', async () => {
    const url = await closedPort();
    await test.setUserSetting('host', url);
    await start();
    await test.ended('failed');
    const error = test.hook('error').last();
    assert.match(await error.innerText(), /127\.0\.0\.1/);
    assert.match(await error.innerText(), /Ollama/);
    await test.run('caravan.diagnose');
    const { text } = await test.activeText();
    assert.match(text, /What to do:/);
    assert.ok(text.includes(url) && text.includes('does not answer'), text);
    await test.run('workbench.action.closeAllEditors');
    await test.run('workbench.action.files.newUntitledFile');
    await test.run('caravan.insertCode', 'anything');
    await test.notification('127.0.0.1');
    assert.equal((await test.activeText()).text, '');
    await test.run('workbench.action.closeAllEditors');
  });

  it('no server, then one: works again after Retry, without a restart', async () => {
    await test.serve({});
    await test.run('caravan.chat.focus');
    await test.waitFor('the model in the view', () =>
      test.host.view().getByText('scripted:1b').first().isVisible(),
    );
  });

  it('a model that is not installed: names it and offers another', async () => {
    await test.serve({});
    await test.setUserSetting('model', 'missing:7b');
    await start();
    await test.ended('failed');
    assert.match(await test.hook('error').last().innerText(), /missing:7b/);
    await test.run('caravan.diagnose');
    assert.match((await test.activeText()).text, /missing:7b[\s\S]*What to do:/);
    assert.equal(test.ollama.chats().length, 0);
    await test.setUserSetting('model', undefined);
    await test.run('workbench.action.closeAllEditors');
  });

  it('no model at all: downloads one from the view and is ready then', async () => {
    await test.serve({ models: [] });
    await test.run('caravan.chat.focus');
    await test.hook('banner', '[data-kind="no-model"]').waitFor({ timeout: 60_000 });
    await test.hook('banner-action').first().click();
    await test.waitFor('the downloaded model in the view', () =>
      test.host.view().getByText('qwen2.5-coder:1.5b').first().isVisible(),
    );
    await test.hook('banner').waitFor({ state: 'detached', timeout: 60_000 });
    const [pull] = test.ollama.to('/api/pull');
    assert.match(pull?.rawBody ?? '', /qwen2\.5-coder:1\.5b/);
  });

  it('a server that dies in the middle: the run ends with cause and next step', async () => {
    const answer = scriptedFile(wanted);
    await test.serve({
      reply: (chat) =>
        roleOf(chat) === 'coder' ? { text: answer(chat), after: 3, then: 'rst' } : answer(chat),
    });
    await start();
    await test.ended('failed');
    const error = test.hook('error').last();
    assert.match(await error.innerText(), /connection to http:.* was lost[^]*Try again/);
    assert.ok((await test.hook('error-action').count()) > 0);
  });

  it('Stop by command ends the run and closes its connection', async () => {
    const answer = scriptedFile(wanted);
    await test.serve({
      reply: (chat) =>
        roleOf(chat) === 'coder'
          ? { text: 'word '.repeat(10_000), tokenDelayMs: 50 }
          : answer(chat),
    });
    await start();
    await test.waitFor('the coder to be asked', () =>
      test.ollama.chats().some((chat) => roleOf(chat) === 'coder'),
    );
    await test.run('caravan.stop');
    await test.chatClosed();
    await test.ended('cancelled');
  });
});

/** Address of a port on which nobody listens. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
