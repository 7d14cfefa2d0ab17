import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import { startedAt } from './support/samples.ts';
import { viewStates } from './support/states.ts';
import { useBrowser } from './support/useView.ts';

/** The column of text in a page that is wide enough, in pixels. */
const column = 760;
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const rules: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  resultTypes: ['violations'],
};

describe('the view in a tab of the editor, 1,000 pixels wide', () => {
  const open = useBrowser();
  let axe: string;
  before(async () => {
    axe = await readFile(axeFile, 'utf8');
  });

  for (const [state, messages] of Object.entries(viewStates)) {
    it(`holds ${state} in one column in its middle, with no violation`, async () => {
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
      // Past the policy of the page, as the tools of a browser are.
      await page.evaluate(axe);
      const found: AxeResults = await page.evaluate(
        (options) => window.axe.run(document, options),
        rules,
      );
      const ids = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      assert.deepEqual(ids, []);
      await view.close();
    });
  }
});
