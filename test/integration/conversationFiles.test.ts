import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { commandIds } from '../../src/vscode/ids.ts';
import { useHost } from './useHost.ts';

const question = 'What is six times seven?';
const answer = 'It is forty-two.';

describe('A conversation as a file', () => {
  const test = useHost();
  before(async function () {
    this.timeout(60_000);
    await test.serve({ reply: () => answer });
    await test.run(commandIds.newConversation);
    await test.hook('composer').fill(question);
    await test.hook('composer').press('Enter');
    await test.ended('answered');
  });

  /**
   * Presses Enter in the dialog for a file once it names this one, and gives the path. One to save
   * names it by itself; one to open takes no folder, so Enter does nothing until the file is there.
   */
  async function choose(name: string, isTyped = false): Promise<string> {
    const file = path.join(test.host.folder, name);
    const place = test.host.page
      .locator('.quick-input-widget input.input')
      .filter({ visible: true });
    await place.waitFor();
    await test.waitFor('the dialog to go', async () => {
      if (!(await place.isVisible())) return true;
      const value = await place.inputValue({ timeout: 1_000 }).catch(() => '');
      if (value === file) await place.press('Enter', { timeout: 1_000 }).catch(() => undefined);
      else if (isTyped) await place.fill(file, { timeout: 1_000 }).catch(() => undefined);
      return false;
    });
    return file;
  }
  const read = (file: string): Promise<unknown> =>
    test.waitFor(`the text of ${path.basename(file)}`, async () => {
      const text = await readFile(file, 'utf8').catch(() => '');
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    });

  it('is exported as JSON, and imported as one more with the same messages', async () => {
    await test.run(commandIds.showConversations);
    const rows = test.hook('conversation');
    await rows.first().waitFor();
    const before = await rows.count();
    await test.hook('conversation-more').first().click();
    await test.hook('conversation-export-json').click();
    const file = await choose('what-is-six-times-seven.json');
    assert.match(JSON.stringify(await read(file)), /It is forty-two\./);
    await test.hook('conversation-import').click();
    await choose('what-is-six-times-seven.json', true);
    await test.hook('answer').getByText(answer).waitFor();
    assert.equal(await test.hook('user').textContent(), question);
    await test.run(commandIds.showConversations);
    await test.waitFor('one more', async () => (await rows.count()) === before + 1);
    await test.hook('panel-back').click();
  });

  it('tells where its time went as a file too', async () => {
    await test.run(commandIds.showActivity);
    await test.hook('call').first().waitFor();
    await test.hook('activity-export').click();
    const { format, calls } = (await read(await choose('caravan-activity.json'))) as {
      readonly format: string;
      readonly calls: readonly { readonly label: string; readonly outcome: string }[];
    };
    assert.equal(format, 'caravan-calls');
    assert.ok(calls.some(({ label, outcome }) => label === 'answer' && outcome === 'done'));
    await test.hook('panel-back').click();
  });

  it('goes another way after an answer, in a copy that is shown', async () => {
    await test.hook('fork').last().click();
    await test.hook('forked').waitFor();
    assert.equal(await test.hook('user').textContent(), question);
    await test.hook('forked-back').click();
    await test.hook('forked').waitFor({ state: 'detached' });
  });
});
