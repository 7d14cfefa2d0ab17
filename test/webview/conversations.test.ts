import assert from 'node:assert/strict';
import type { FromView } from '../../src/protocol/messages.ts';
import type { View } from './support/openView.ts';
import {
  answered,
  conversationId,
  conversations,
  question,
  runId,
  snapshotOf,
  start,
  startedAt,
  states,
} from './support/samples.ts';
import { useView } from './support/useView.ts';

describe('conversations in the view', function () {
  this.timeout(60_000);
  let view: View;
  useView(async (opened) => {
    view = opened;
    await view.send(snapshotOf({ conversations, states }));
  });

  const titles = (): Promise<string[]> =>
    view.page.locator('.conversation .conversation-title').allTextContents();
  const open = async (): Promise<void> => {
    await view.send({ type: 'panel', panel: 'conversations' });
    // Keys go nowhere before the panel has the focus, which it takes after it was painted.
    await view.page.locator('[data-testid="conversation-search"]:focus').waitFor();
  };
  const posted = async (type: FromView['type']): Promise<readonly FromView[]> =>
    (await view.posted()).filter((message) => message.type === type);

  it('are listed newest first and close with Escape, focus back in the composer', async () => {
    await open();
    assert.deepEqual(
      await titles(),
      conversations.map(({ title }) => title || 'New conversation'),
    );
    await view.page.keyboard.press('Escape');
    await view.page.getByTestId('composer').waitFor();
    assert.equal(
      await view.page.evaluate(() => document.activeElement?.getAttribute('data-testid')),
      'composer',
    );
  });

  it('are found by words of the title and of what was asked last', async () => {
    await open();
    const search = view.page.getByTestId('conversation-search');
    assert.ok(await search.evaluate((input) => input === document.activeElement));
    await search.fill('BUILD slow');
    assert.deepEqual(await titles(), ['Why is the build slow?']);
    await search.fill('exponential');
    assert.deepEqual(await titles(), ['Add retry to the HTTP client']);
    await search.fill('no such words');
    await view.page.getByText('No conversation matches.').waitFor();
  });

  it('open with arrow keys and Enter', async () => {
    await open();
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('Enter');
    const id = conversations[1]?.id;
    assert.deepEqual(await view.waitFor('open-conversation'), { type: 'open-conversation', id });
    assert.equal(await view.page.getByTestId('conversations').count(), 0);
  });

  it('are renamed in place with F2; Escape leaves the title and the panel as they were', async () => {
    await open();
    const first = view.page.locator('.conversation-open').nth(1);
    await first.press('F2');
    await view.page.keyboard.press('Escape');
    assert.equal((await posted('rename-conversation')).length, 0);
    await first.press('F2');
    await view.page.getByTestId('conversation-name').fill('Retries');
    await view.page.keyboard.press('Enter');
    assert.deepEqual(await view.waitFor('rename-conversation'), {
      type: 'rename-conversation',
      id: conversations[1]?.id,
      title: 'Retries',
    });
    assert.equal((await posted('rename-conversation')).length, 1);
  });

  it('are exported and deleted from a menu that the keyboard reaches', async () => {
    await open();
    const row = view.page.getByTestId('conversation').nth(1);
    await row.getByTestId('conversation-more').focus();
    await view.page.keyboard.press('Enter');
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('Enter');
    const id = conversations[1]?.id;
    assert.deepEqual(await view.waitFor('export-conversation'), {
      type: 'export-conversation',
      id,
      format: 'json',
    });
    await row.hover();
    await row.getByTestId('conversation-more').click();
    await view.page.getByTestId('conversation-delete').click();
    assert.deepEqual(await view.waitFor('delete-conversation'), {
      type: 'delete-conversation',
      id,
    });
    await view.page.getByTestId('conversation-import').click();
    await view.waitFor('import-conversation');
  });

  it('that go on elsewhere are shown above the composer, a click away', async () => {
    const others = view.page.getByTestId('other-conversation');
    assert.deepEqual(
      await others.evaluateAll((buttons) => buttons.map((button) => button.dataset['state'])),
      ['running', 'deciding'],
    );
    await view.send({ type: 'states', states: { 'old-1': 'deciding' } });
    assert.equal(await others.count(), 1);
    await others.click();
    assert.deepEqual(await view.waitFor('open-conversation'), {
      type: 'open-conversation',
      id: 'old-1',
    });
  });

  it('are asked differently from an earlier message on', async () => {
    await view.send({ type: 'run-events', events: answered });
    await view.page.getByTestId('user').hover();
    await view.page.getByTestId('edit').click();
    const composer = view.page.getByTestId('composer');
    await view.page.getByTestId('editing').waitFor();
    assert.equal(await composer.inputValue(), question);
    await composer.fill('What does it not do?');
    await composer.press('Enter');
    assert.deepEqual(await view.waitFor('send'), {
      type: 'send',
      text: 'What does it not do?',
      mode: 'auto',
      insteadOf: runId,
    });
    const fork = { id: 'fork', title: '', createdAt: 1, items: [] };
    await view.send(snapshotOf({ conversation: fork, conversations }));
    await view.page.getByTestId('user').getByText('What does it not do?').waitFor();
    assert.equal(await view.page.getByTestId('editing').count(), 0);
  });

  it('are still asked differently when the page comes back in the middle of it', async () => {
    const items = [
      { kind: 'user' as const, id: 'asked', at: startedAt, text: question },
      { kind: 'run' as const, id: runId, at: startedAt, events: answered, texts: {} },
    ];
    const conversation = { id: conversationId, title: '', createdAt: startedAt, items };
    await view.send(snapshotOf({ conversation }));
    await view.page.getByTestId('edit').focus();
    await view.page.keyboard.press('Enter');
    const composer = view.page.getByTestId('composer');
    // The message comes into the composer with the next frame.
    await view.page.getByTestId('editing').waitFor();
    assert.equal(await composer.inputValue(), question);
    await composer.fill('What does it not');
    await view.leaveBy(() => undefined);
    await view.send(snapshotOf({ conversation }));
    await view.page.getByTestId('editing').waitFor();
    assert.equal(await composer.inputValue(), 'What does it not');
    await composer.press('End');
    await composer.pressSequentially(' do?');
    await composer.press('Enter');
    const { text, insteadOf } = await view.waitFor('send');
    assert.deepEqual([text, insteadOf], ['What does it not do?', runId]);
    await view.leaveBy(() => undefined);
    await view.send(snapshotOf({ conversation }));
    assert.equal(await view.page.getByTestId('editing').count(), 0);
  });

  it('go on being asked as before when the change is cancelled', async () => {
    await view.send({ type: 'run-events', events: answered });
    await view.page.getByTestId('edit').focus();
    await view.page.keyboard.press('Enter');
    await view.page.getByTestId('editing-cancel').click();
    await view.page.getByTestId('editing').waitFor({ state: 'detached' });
    assert.equal(await view.page.getByTestId('composer').inputValue(), '');
    await view.page.getByTestId('composer').fill('And now?');
    await view.page.getByTestId('composer').press('Enter');
    assert.deepEqual(await view.waitFor('send'), { type: 'send', text: 'And now?', mode: 'auto' });
  });

  it('go another way after any answer, which says where it came from and leads back', async () => {
    await view.send({ type: 'run-events', events: answered });
    await view.page.getByTestId('fork').click();
    assert.deepEqual(await view.waitFor('fork'), { type: 'fork', runId });
    assert.equal(await view.page.getByTestId('forked').count(), 0);
    const fork = { id: 'fork', title: '', createdAt: 1, items: [] };
    await view.send(snapshotOf({ conversation: fork, conversations }));
    await view.page.getByTestId('forked-back').click();
    assert.deepEqual(await view.waitFor('open-conversation'), {
      type: 'open-conversation',
      id: conversationId,
    });
    await view.send(snapshotOf({ conversations }));
    assert.equal(await view.page.getByTestId('forked').count(), 0);
  });

  describe('commands', () => {
    const composer = (): ReturnType<View['page']['getByTestId']> =>
      view.page.getByTestId('composer');

    it('are offered by what is typed and completed with the keyboard', async () => {
      await composer().pressSequentially('/');
      assert.equal(await view.page.getByRole('option').count(), 8);
      await composer().pressSequentially('ex');
      assert.deepEqual(await view.page.locator('.slash .menu-label').allTextContents(), [
        '/explain',
        '/export',
      ]);
      await composer().press('ArrowUp');
      await composer().press('ArrowUp');
      await composer().press('Tab');
      assert.equal(await composer().inputValue(), '/explain ');
      await composer().pressSequentially('src/cli.ts');
      await composer().press('Enter');
      assert.deepEqual(await view.waitFor('send'), {
        type: 'send',
        text: 'Explain src/cli.ts',
        mode: 'analyze',
      });
    });

    it('close with Escape without stopping a run, and what is no command is sent as it is', async () => {
      await view.send({ type: 'run-events', events: [start] });
      await composer().pressSequentially('/pl');
      await composer().press('Escape');
      assert.equal(await view.page.getByTestId('slash-menu').count(), 0);
      assert.equal((await posted('stop')).length, 0);
      await composer().fill('/etc/hosts is what?');
      await composer().press('Enter');
      assert.equal((await view.waitFor('queue')).text, '/etc/hosts is what?');
    });

    it('act at once where there is nothing to add', async () => {
      await composer().pressSequentially('/exp');
      await composer().press('Enter');
      assert.equal(await composer().inputValue(), '/explain ');
      await composer().fill('/export');
      await composer().press('Enter');
      assert.deepEqual(await view.waitFor('export-conversation'), {
        type: 'export-conversation',
        id: conversationId,
        format: 'markdown',
      });
      await composer().pressSequentially('/c');
      await view.page.getByTestId('slash-commit').click();
      await view.waitFor('commit-message');
      assert.equal(await composer().inputValue(), '');
      assert.equal((await posted('send')).length, 0);
    });
  });
});
