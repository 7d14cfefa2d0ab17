import assert from 'node:assert/strict';
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

  before(async () => {
    await test.serve({ reply: scriptedFile(wanted) });
  });

  it('is shown before anything else is written', async () => {
    await ask();
    assert.match(await card('open').innerText(), /Write it\.[^]*Test it\.[^]*one\.ts/);
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
});
