import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { answerOf, failedRun, filesThere } from './support/codeScenes.ts';
import type { View } from './support/openView.ts';
import { useView } from './support/useView.ts';

describe('links to files', function () {
  this.timeout(60_000);
  let view: View;
  useView((opened) => {
    view = opened;
  });
  const links = (): Locator => view.page.getByTestId('file-link');

  it('are asked for once, and are there where the host knows the file', async () => {
    await view.send(...answerOf('`src/cart.ts:12`, `a.b`, `src/cart.ts`, [doc](docs/prices.md)'));
    const { names } = await view.waitFor('find-files');
    assert.deepEqual(names, ['src/cart.ts', 'a.b', 'docs/prices.md']);
    assert.equal(await links().count(), 0);
    await view.send({
      type: 'files',
      files: [
        { name: 'src/cart.ts', path: 'app/src/cart.ts' },
        { name: 'a.b' },
        { name: 'docs/prices.md', path: 'docs/prices.md' },
      ],
    });
    assert.deepEqual(await links().allInnerTexts(), ['src/cart.ts:12', 'src/cart.ts', 'doc']);
    assert.equal((await view.posted()).filter(({ type }) => type === 'find-files').length, 1);
  });

  it('open the file at its line, by click and by keyboard', async () => {
    await view.send(...answerOf('`src/cart.ts:12` and [doc](docs/prices.md)'), filesThere);
    await links().first().click();
    assert.deepEqual(await view.waitFor('open-file'), {
      type: 'open-file',
      path: 'src/cart.ts',
      line: 12,
    });
    assert.equal(await links().first().getAttribute('title'), 'Open src/cart.ts, line 12');
    await view.page.keyboard.press('Tab');
    assert.equal(await view.page.locator(':focus').innerText(), 'doc');
    await view.page.keyboard.press('Enter');
    assert.deepEqual(await view.waitFor('open-file'), {
      type: 'open-file',
      path: 'docs/prices.md',
    });
  });

  it('lead from failed tests, findings and issues to the text that was proposed', async () => {
    await view.send(...failedRun.messages);
    await failedRun.act?.(view);
    const places = ['test/cart.test.ts:31', 'src/cart.ts:4', 'src/cart.ts:12'];
    assert.deepEqual(await links().allInnerTexts(), places);
    for (const [index, place] of places.entries()) {
      await links().nth(index).click();
      const [path, line] = place.split(':');
      const opened = (await view.posted()).filter(({ type }) => type === 'open-file');
      assert.deepEqual(opened.at(-1), {
        type: 'open-file',
        path,
        line: Number(line),
        isProposed: true,
      });
    }
  });

  it('of a list of tasks stand beside boxes that tell their state and cannot be ticked', async () => {
    await view.send(...answerOf('- [x] in `src/cart.ts`\n- [ ] later'), filesThere);
    const done = view.page.getByRole('checkbox', { name: 'Done', exact: true });
    const later = view.page.getByRole('checkbox', { name: 'Not done yet' });
    assert.deepEqual([await done.isChecked(), await later.isChecked()], [true, false]);
    assert.deepEqual([await done.isDisabled(), await later.isDisabled()], [true, true]);
    const items = await view.page.getByTestId('answer').getByRole('listitem').allInnerTexts();
    assert.deepEqual(
      items.map((item) => item.trim()),
      ['in src/cart.ts', 'later'],
    );
  });
});
