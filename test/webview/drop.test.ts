import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { L10nBundle } from '../../src/protocol/messages.ts';
import type { View } from './support/openView.ts';
import { snapshotOf } from './support/samples.ts';
import { themes, type ThemeName } from './support/themes.ts';
import { useView } from './support/useView.ts';

const russian = path.resolve(import.meta.dirname, '../../l10n/bundle.l10n.ru.json');
const ofCode = 'application/vnd.code.uri-list';
type Data = Readonly<Record<string, string>>;

describe('files that are dragged onto the view', function () {
  this.timeout(30_000);
  let view: View;
  useView(async (opened) => {
    view = opened;
    await view.send(snapshotOf());
  });
  const hook = (id: string): Locator => view.page.getByTestId(id);

  /** One event of a drag over an element; true when the page took it, so the browser does nothing. */
  function drag(type: string, data: Data, { shiftKey = true, over = 'composer' } = {}) {
    return hook(over).evaluate(
      (element, [name, content, isShift]) => {
        const dataTransfer = new DataTransfer();
        for (const [kind, text] of Object.entries(content)) dataTransfer.setData(kind, text);
        const init = { dataTransfer, shiftKey: isShift, bubbles: true, cancelable: true };
        return !element.dispatchEvent(new DragEvent(name, init));
      },
      [type, data, shiftKey] as const,
    );
  }

  it('show where they may be dropped, and go to the host by their addresses', async () => {
    const data = {
      [ofCode]: 'file:///w/a.ts\r\nfile:///w/two%20words.md',
      'text/plain': '/w/a.ts',
    };
    assert.equal(await drag('dragenter', data), true);
    await hook('drop-target').getByText('Drop to mention in your message').waitFor();
    assert.equal(await drag('dragover', data), true);
    assert.equal(await drag('drop', data), true);
    await hook('drop-target').waitFor({ state: 'detached' });
    assert.deepEqual(await view.waitFor('drop-files'), {
      type: 'drop-files',
      uris: ['file:///w/a.ts', 'file:///w/two%20words.md'],
    });
  });

  it('may be dropped anywhere on the conversation', async () => {
    const data = { [ofCode]: 'file:///w/a.ts' };
    assert.equal(await drag('drop', data, { over: 'welcome' }), true);
    assert.deepEqual((await view.waitFor('drop-files')).uris, ['file:///w/a.ts']);
  });

  it('need Shift, which is said without it in both languages', async () => {
    const data = { [ofCode]: '' };
    await drag('dragover', data, { shiftKey: false });
    await hook('drop-target').getByText('Hold Shift to drop files here').waitFor();
    const l10n = JSON.parse(await readFile(russian, 'utf8')) as L10nBundle;
    await view.send(snapshotOf({ l10n, locale: 'ru' }));
    await hook('drop-target').getByText('Удерживайте Shift, чтобы бросить файлы сюда').waitFor();
    await drag('dragover', data);
    await hook('drop-target').getByText('Отпустите, чтобы упомянуть в сообщении').waitFor();
  });

  it('take their mark away when they leave, or when the pointer moves without them', async () => {
    const data = { [ofCode]: '' };
    await drag('dragenter', data);
    await hook('drop-target').waitFor();
    await drag('dragleave', data);
    await hook('drop-target').waitFor({ state: 'detached' });
    await drag('dragenter', data);
    await hook('drop-target').waitFor();
    await view.page.mouse.move(50, 50);
    await hook('drop-target').waitFor({ state: 'detached' });
  });

  it('are left to the browser when they are text, a link or files of another program', async () => {
    for (const data of [
      { 'text/plain': 'plain text' },
      { 'text/uri-list': 'https://example.org/', 'text/html': '<a>x</a>' },
    ]) {
      for (const type of ['dragenter', 'dragover', 'drop']) {
        assert.equal(await drag(type, data), false, type);
      }
    }
    assert.equal(await drag('drop', { 'text/uri-list': 'https://example.org/' }), false);
    assert.equal(await hook('drop-target').count(), 0);
    assert.ok(!(await view.posted()).some(({ type }) => type === 'drop-files'));
  });

  it('come back as mentions at the cursor, with spaces around them, and one types on there', async () => {
    const composer = hook('composer');
    await composer.fill('Compare and say why');
    for (let step = 0; step < ' and say why'.length; step += 1) await composer.press('ArrowLeft');
    const text = '@file:src/a.ts @folder:docs';
    await view.send({ type: 'compose', text, isInserted: true });
    assert.equal(await composer.inputValue(), `Compare ${text} and say why`);
    assert.equal(await composer.evaluate((element) => document.activeElement === element), true);
    await composer.pressSequentially('!');
    assert.equal(await composer.inputValue(), `Compare ${text}! and say why`);
    await composer.fill('');
    await view.send({ type: 'compose', text: '@file:b.ts', isInserted: true });
    assert.equal(await composer.inputValue(), '@file:b.ts ');
  });

  it('are not mentioned again when the conversation comes back from a panel', async () => {
    await view.send({ type: 'compose', text: '@file:b.ts', isInserted: true });
    await view.send({ type: 'panel', panel: 'conversations' });
    await hook('conversations').waitFor();
    await view.send({ type: 'compose', text: '@file:c.ts', isInserted: true });
    await view.send({ type: 'panel', panel: 'conversations' });
    assert.equal(await hook('composer').inputValue(), '@file:b.ts @file:c.ts ');
  });

  it('find a mark one can see in every theme, that stands still', async () => {
    await drag('dragenter', { [ofCode]: '' });
    for (const theme of Object.keys(themes) as ThemeName[]) {
      await view.setTheme(theme);
      const shown = await hook('drop-target').evaluate((element) => {
        const prompt = element.firstElementChild ?? element;
        const { borderTopWidth, borderTopStyle, borderTopColor, animationName } =
          getComputedStyle(element);
        const { backgroundColor, color } = getComputedStyle(prompt);
        const { left, right, bottom } = prompt.getBoundingClientRect();
        return {
          border: `${borderTopWidth} ${borderTopStyle}`,
          isBorderSeen: borderTopColor !== 'rgba(0, 0, 0, 0)',
          isTextSeen: backgroundColor !== color && !backgroundColor.startsWith('rgba'),
          isInside: left >= 0 && right <= innerWidth && bottom <= innerHeight,
          animationName,
        };
      });
      assert.deepEqual(
        shown,
        {
          border: '2px solid',
          isBorderSeen: true,
          isTextSeen: true,
          isInside: true,
          animationName: 'none',
        },
        theme,
      );
    }
  });
});
