import assert from 'node:assert/strict';
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { L10nBundle } from '../../src/protocol/messages.ts';
import { addAxe, violations } from './support/axe.ts';
import { layoutFaults } from './support/layoutFaults.ts';
import type { Message, View } from './support/openView.ts';
import { startedAt } from './support/samples.ts';
import { scenes } from './support/scenes.ts';
import { themes, type ThemeName } from './support/themes.ts';
import { useBrowser } from './support/useView.ts';

const folder = path.resolve(import.meta.dirname, '../../out/screenshots');
const russian = path.resolve(import.meta.dirname, '../../l10n/bundle.l10n.ru.json');
const themeNames = Object.keys(themes) as readonly ThemeName[];
/** Widths of the pictures, in pixels. */
const widths = [300, 420];
/** Widths the layout has to bear, in pixels; 150 is a view of 300 at 200 %. */
const allWidths = [150, 240, ...widths];
const height = 760;

describe('every state of the view', function () {
  this.timeout(60_000);
  const open = useBrowser();
  let view: View;
  let l10n: L10nBundle;
  before(async () => {
    await mkdir(folder, { recursive: true });
    l10n = JSON.parse(await readFile(russian, 'utf8')) as L10nBundle;
    view = await open();
    await view.page.clock.setFixedTime(startedAt + 26_000);
  });
  // One page for all of them: a new one costs more than what is done in it.
  beforeEach(() => view.leaveBy(() => sessionStorage.clear()));
  after(() => view?.close());

  const inRussian = (message: Message): Message =>
    message.type === 'snapshot'
      ? { ...message, snapshot: { ...message.snapshot, l10n, locale: 'ru' } }
      : message;

  /** The page at a width, high enough for all of the conversation. */
  async function resize(width: number): Promise<void> {
    await view.page.setViewportSize({ width, height });
    const hidden = await view.page.evaluate(() => {
      const list = document.querySelector('.messages, .panel-body, .welcome');
      return list ? list.scrollHeight - list.clientHeight : 0;
    });
    if (hidden > 0) await view.page.setViewportSize({ width, height: height + hidden });
  }

  for (const [name, { messages, act, then = [], isDragging }] of Object.entries(scenes)) {
    for (const locale of ['en', 'ru'] as const) {
      it(`shows ${name} in every theme and width, with nothing wrong (${locale})`, async () => {
        const errorsBefore = view.errors.length;
        const inLocale = (message: Message): Message =>
          locale === 'ru' ? inRussian(message) : message;
        await view.send(...messages.map(inLocale));
        await act?.(view);
        await view.send(...then.map(inLocale));
        // Nothing is hovered over that the user does not point at.
        if (!isDragging) await view.page.mouse.move(0, 0);
        await view.page.evaluate(() => document.fonts.ready);
        const faults: string[] = [];
        for (const width of allWidths) {
          await resize(width);
          faults.push(...(await layoutFaults(view.page)).map((fault) => `${width} px: ${fault}`));
          if (!widths.includes(width)) continue;
          for (const theme of themeNames) {
            await view.setTheme(theme);
            const file = path.join(folder, `${name}-${theme}-${locale}-${width}.png`);
            await view.page.screenshot({ path: file });
            assert.ok((await stat(file)).size > 2_000);
          }
        }
        const errors = view.errors.slice(errorsBefore);
        // Last, since axe itself offends the policy; once, since a language changes no colour.
        if (locale === 'en') {
          await addAxe(view.page);
          for (const theme of themeNames) {
            await view.setTheme(theme);
            faults.push(...(await violations(view.page)).map((fault) => `${theme}: ${fault}`));
          }
        }
        assert.deepEqual(faults, []);
        assert.deepEqual(errors, []);
        assert.deepEqual(view.foreign, []);
      });
    }
  }
});
