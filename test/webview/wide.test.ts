import assert from 'node:assert/strict';
import { addAxe, colourViolations, violations } from './support/axe.ts';
import { startedAt } from './support/samples.ts';
import { viewStates } from './support/states.ts';
import { themes, type ThemeName } from './support/themes.ts';
import { useBrowser } from './support/useView.ts';

/** The column of text in a page that is wide enough, in pixels. */
const column = 760;

describe('the view in a tab of the editor, 1,000 pixels wide', () => {
  const open = useBrowser();

  for (const [state, messages] of Object.entries(viewStates)) {
    it(`holds ${state} in one column in its middle, with no violation in any theme`, async function () {
      this.timeout(60_000);
      const view = await open({ width: 1_000, height: 900 });
      const { page } = view;
      await page.clock.setFixedTime(startedAt + 26_000);
      await view.send(...messages);
      const places = await page.evaluate(() => {
        const parts = '.bubble, .card, .banner, .composer, .panel-header, .conversation';
        return [...document.querySelectorAll(parts)].map((part) => {
          const { left, right } = part.getBoundingClientRect();
          return { part: part.className, left, right };
        });
      });
      const side = (1_000 - column) / 2;
      // Rows of a list begin 6 px before their text.
      const outside = places.filter(({ left, right, part }) => {
        const edge = part.includes('panel-header') ? 1_000 : 6;
        return left < side - edge || right > 1_000 - side + edge;
      });
      assert.deepEqual(outside, []);
      assert.ok(places.length > 0);
      assert.deepEqual(view.errors, []);
      await addAxe(page);
      assert.deepEqual(await violations(page), []);
      for (const theme of Object.keys(themes) as ThemeName[]) {
        await view.setTheme(theme);
        assert.deepEqual(await colourViolations(page), [], theme);
      }
      await view.close();
    });
  }
});
