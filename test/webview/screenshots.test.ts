import assert from 'node:assert/strict';
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { L10nBundle } from '../../src/protocol/messages.ts';
import { launchChromium } from '../support/chromium.ts';
import { openView, type Message, type View } from './support/openView.ts';
import { startedAt } from './support/samples.ts';
import { viewStates } from './support/states.ts';
import { themes, type ThemeName } from './support/themes.ts';
import { startViewServer, type ViewServer } from './support/viewServer.ts';

const folder = path.resolve(import.meta.dirname, '../../out/screenshots');
const russian = path.resolve(import.meta.dirname, '../../l10n/bundle.l10n.ru.json');

describe('screenshots of the view', function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: ViewServer;
  before(async () => {
    await mkdir(folder, { recursive: true });
    server = await startViewServer();
    browser = await launchChromium(() => undefined);
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
  });

  async function open(messages: readonly Message[]): Promise<View> {
    const view = await openView(browser, server.origin);
    await view.page.clock.setFixedTime(startedAt + 26_000);
    await view.send(...messages);
    await view.page.evaluate(() => document.fonts.ready);
    return view;
  }

  async function draw({ page }: View, name: string, width: number): Promise<void> {
    await page.setViewportSize({ width, height: 760 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0, `${name}: the page scrolls sideways at ${width} px`);
    const file = path.join(folder, `${name}-${width}.png`);
    await page.screenshot({ path: file });
    assert.ok((await stat(file)).size > 2_000);
  }

  for (const [state, messages] of Object.entries(viewStates)) {
    it(`draws ${state} in every theme at 300 and 420 px without anything cut off`, async () => {
      const view = await open(messages);
      for (const theme of Object.keys(themes) as ThemeName[]) {
        await view.setTheme(theme);
        for (const width of [300, 420]) await draw(view, `${state}-${theme}`, width);
      }
      assert.deepEqual(view.errors, []);
      await view.close();
    });

    it(`draws ${state} in Russian without anything cut off`, async () => {
      const bundle = JSON.parse(await readFile(russian, 'utf8')) as L10nBundle;
      const view = await open(messages.map((message) => inLanguage(message, bundle)));
      for (const width of [300, 420]) await draw(view, `${state}-ru`, width);
      await view.close();
    });
  }
});

function inLanguage(message: Message, l10n: L10nBundle): Message {
  return message.type === 'snapshot'
    ? { ...message, snapshot: { ...message.snapshot, l10n, locale: 'ru' } }
    : message;
}
