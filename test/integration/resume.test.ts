import assert from 'node:assert/strict';
import { roleOf, scriptedFile } from './scriptedFile.ts';
import { useHost } from './useHost.ts';

const wanted = {
  codePath: 'one.ts',
  code: 'export function one(): number {\n  return 1;\n}\n',
  symbol: 'one',
};

describe('A run cut off by a killed extension host', () => {
  const test = useHost(() => ({ files: { 'package.json': '{ "type": "module" }\n' } }));
  let holdsCoder = true;

  before(async () => {
    const answer = scriptedFile(wanted);
    await test.serve({
      reply: (chat) =>
        holdsCoder && roleOf(chat) === 'coder'
          ? { text: answer(chat), after: 2, then: 'stall' }
          : answer(chat),
    });
    await cutOff();
  });

  /** Kills the extension host while the coder writes. */
  async function cutOff(): Promise<void> {
    holdsCoder = true;
    const before = asked('coder');
    await test.run('caravan.generateCode', 'Write a function one() that returns 1');
    await test.waitFor('the coder to be asked', () => asked('coder') === before + 1);
    await test.waitFor('the code to stream', () => test.hook('node-coder').last().isVisible());
    await test.host.killExtensionHost();
    holdsCoder = false;
  }

  const asked = (role: string): number =>
    test.ollama.chats().filter((chat) => roleOf(chat) === role).length;

  it('frees the server at once', async () => {
    await test.waitFor('every socket to close', () => test.ollama.openSockets === 0);
  });

  it('is offered in a notification and in the view', async () => {
    await test.notification('Write a function one()');
    await test.run('caravan.chat.focus');
    await test.hook('resume').waitFor({ timeout: 60_000 });
  });

  it('goes on where it was, without running finished nodes again', async () => {
    await test.host.page.getByRole('button', { name: 'Resume' }).first().click();
    await test.proposal('open');
    await test.ended('done');
    assert.equal(asked('planner'), 1);
    assert.equal(asked('test_generator'), 1);
    assert.equal(asked('coder'), 2);
  });

  it('is not offered again', async () => {
    await test.host.reload();
    await test.run('caravan.chat.focus');
    await test.proposal('open');
    assert.equal(await test.hook('resume').count(), 0);
  });

  it('is not resumed twice: the button of the notification then says that it was', async () => {
    await cutOff();
    const text = 'was cut off while it worked on “Write a function one()';
    await test.notification(text);
    await test.run('caravan.chat.focus');
    await test.hook('resume').click();
    await test.ended('done');
    const coded = asked('coder');
    await test.notification(text);
    const message = test.host.page.locator('.notification-list-item').filter({ hasText: text });
    await message.first().getByRole('button', { name: 'Resume' }).click();
    await test.notification('was resumed or dismissed already');
    assert.equal(asked('coder'), coded);
    assert.equal(await test.hook('error').count(), 0);
  });
});
