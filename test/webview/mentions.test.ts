import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { MentionOffer } from '../../src/protocol/mentions.ts';
import type { L10nBundle } from '../../src/protocol/messages.ts';
import { launchChromium } from '../support/chromium.ts';
import { openView, type View } from './support/openView.ts';
import { snapshotOf } from './support/samples.ts';
import { startViewServer, type ViewServer } from './support/viewServer.ts';

const russian = path.resolve(import.meta.dirname, '../../l10n/bundle.l10n.ru.json');
const offers: readonly MentionOffer[] = [
  { kind: 'file', name: 'src/slugify.ts', detail: '' },
  { kind: 'file', name: 'docs/two words.md', detail: '' },
  { kind: 'symbol', name: 'slugify', detail: 'src/slugify.ts' },
];

describe('mentions in the composer', function () {
  this.timeout(30_000);
  let browser: Browser;
  let server: ViewServer;
  let view: View;
  before(async () => {
    server = await startViewServer();
    browser = await launchChromium(() => undefined);
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
  });
  beforeEach(async () => {
    view = await openView(browser, server.origin);
  });
  afterEach(async () => {
    assert.deepEqual(view.errors, []);
    await view.close();
  });

  const composer = () => view.page.getByTestId('composer');
  const labels = () => view.page.locator('[role="option"] .menu-label').allTextContents();
  /** Waits until the page has asked for what is typed, and answers. */
  async function answer(query: string, found: readonly MentionOffer[]): Promise<void> {
    await view.page.waitForFunction(
      (typed) =>
        window.posted?.some(
          (message) => message.type === 'find-mentions' && message.query === typed,
        ),
      query,
    );
    await view.send({ type: 'mentions', query, offers: found });
  }

  for (const language of ['en', 'ru'] as const) {
    it(`are completed by keyboard alone (${language})`, async () => {
      const l10n =
        language === 'ru' ? (JSON.parse(await readFile(russian, 'utf8')) as L10nBundle) : {};
      await view.send(snapshotOf({ l10n, locale: language }));
      await composer().pressSequentially('Explain @');
      assert.deepEqual(await labels(), [
        '@file',
        '@folder',
        '@symbol',
        '@selection',
        '@problems',
        '@editors',
        '@diff',
      ]);
      const hints = await view.page.locator('[role="option"] .menu-hint').allTextContents();
      assert.equal(
        hints[3],
        language === 'ru' ? 'Выделенное в редакторе' : 'What is selected in the editor',
      );
      await composer().press('Enter');
      assert.equal(await composer().inputValue(), 'Explain @file:');
      await composer().pressSequentially('sl');
      await answer('file:sl', offers.slice(0, 2));
      assert.deepEqual(await labels(), ['slugify.ts', 'two words.md']);
      await composer().press('ArrowDown');
      const list = view.page.getByTestId('mention-menu');
      const active = await composer().getAttribute('aria-activedescendant');
      assert.equal(await composer().getAttribute('aria-controls'), await list.getAttribute('id'));
      assert.equal(
        await view.page.locator('[role="option"][aria-selected="true"]').getAttribute('id'),
        active,
      );
      await composer().press('Tab');
      assert.equal(await composer().inputValue(), 'Explain @file:"docs/two words.md" ');
      await composer().pressSequentially('with @sel');
      await composer().press('Tab');
      await composer().press('Enter');
      assert.deepEqual(await view.waitFor('send'), {
        type: 'send',
        text: 'Explain @file:"docs/two words.md" with @selection',
        mode: 'auto',
      });
      const marked = view.page.getByTestId('user').locator('.mention');
      assert.deepEqual(await marked.allTextContents(), ['@file:"docs/two words.md"', '@selection']);
    });
  }

  it('offer what the host finds for what is typed, below the kinds, and put it at the cursor', async () => {
    await view.send(snapshotOf());
    await composer().fill('and  then');
    for (let step = 0; step < 5; step += 1) await composer().press('ArrowLeft');
    await composer().pressSequentially('@slug');
    await answer(
      'slug',
      offers.filter(({ name }) => name.includes('slug')),
    );
    assert.deepEqual(await labels(), ['slugify.ts', 'slugify']);
    await composer().press('ArrowUp');
    await composer().press('Enter');
    assert.equal(await composer().inputValue(), 'and @symbol:slugify then');
    await composer().pressSequentially('x ');
    assert.equal(await composer().inputValue(), 'and @symbol:slugify x then');
  });

  it('ask the host once for what is typed in one go, not for every key', async () => {
    await view.send(snapshotOf());
    await view.page.clock.install();
    await composer().pressSequentially('@file:slugify');
    await view.page.clock.runFor(1_000);
    const asked = (await view.posted()).flatMap((message) =>
      message.type === 'find-mentions' ? [message.query] : [],
    );
    assert.deepEqual(asked.at(-1), 'file:slugify');
    assert.ok(asked.length <= 2, asked.join());
  });

  it('close with Escape and stay what was typed; a full one sends with Enter', async () => {
    await view.send(snapshotOf());
    await composer().pressSequentially('see @sel');
    await composer().press('Escape');
    assert.equal(await view.page.getByTestId('mention-menu').count(), 0);
    assert.equal(await composer().inputValue(), 'see @sel');
    await composer().pressSequentially('ection');
    await view.page.getByTestId('mention-selection').waitFor();
    await composer().press('Enter');
    assert.equal((await view.waitFor('send')).text, 'see @selection');
  });

  it('give the message back with the cause when something mentioned is not there', async () => {
    await view.send(snapshotOf());
    await composer().fill('see @selection');
    await composer().press('Escape');
    await composer().press('Enter');
    await view.waitFor('send');
    assert.equal(await composer().inputValue(), '');
    await view.send({
      type: 'error',
      error: {
        code: 'invalid-argument',
        text: { message: 'Nothing is selected in an editor.' },
        kept: { message: 'Your message was not sent.' },
        next: { message: 'Select the lines you mean, then send again.' },
      },
    });
    assert.equal(await composer().inputValue(), 'see @selection');
    const shown = await view.page.getByTestId('error').innerText();
    assert.match(shown, /Nothing is selected[\s\S]*not sent[\s\S]*then send again/);
  });
});
