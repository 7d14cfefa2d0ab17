import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { openView, type Message, type View } from './support/openView.ts';
import { startedAt } from './support/samples.ts';
import { viewStates } from './support/states.ts';
import { themes, type ThemeName } from './support/themes.ts';
import { startViewServer, type ViewServer } from './support/viewServer.ts';

declare global {
  interface Window {
    axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };
  }
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** WCAG 2.2 A and AA, and what axe's authors think best, but for rules about whole web sites. */
const options: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'page-has-heading-one': { enabled: false } },
  resultTypes: ['violations'],
};

describe('accessibility of the view', function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: ViewServer;
  let axe: string;
  before(async () => {
    axe = await readFile(axeFile, 'utf8');
    server = await startViewServer();
    browser = await launchChromium(() => undefined);
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
  });

  async function open(state: string, part: Parameters<typeof openView>[2] = {}): Promise<View> {
    const view = await openView(browser, server.origin, part);
    await view.page.clock.setFixedTime(startedAt + 26_000);
    await view.send(...(viewStates[state] ?? []));
    return view;
  }

  async function violations({ page }: View): Promise<readonly string[]> {
    // Past the policy of the page, as the tools of a browser are.
    await page.evaluate(axe);
    const found = await page.evaluate((rules) => window.axe.run(document, rules), options);
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    );
  }

  for (const state of Object.keys(viewStates)) {
    it(`has no violation in ${state} in any theme`, async () => {
      const found: string[] = [];
      const view = await open(state);
      for (const theme of Object.keys(themes) as ThemeName[]) {
        await view.setTheme(theme);
        found.push(...(await violations(view)).map((each) => `${theme}: ${each}`));
      }
      await view.close();
      assert.deepEqual(found, []);
    });
  }

  it('has none with menus, details and commands open', async () => {
    const found: string[] = [];
    const look = async (state: string, act: (view: View) => Promise<void>): Promise<void> => {
      const view = await open(state);
      await act(view);
      found.push(...(await violations(view)).map((each) => `${state}: ${each}`));
      await view.close();
    };
    await look('done', async ({ page }) => {
      const steps = page.locator('.node-row:enabled');
      for (let index = 0; index < (await steps.count()); index += 1) await steps.nth(index).click();
      await page.getByTestId('mode-button').click();
    });
    await look('empty', ({ page }) => page.getByTestId('composer').pressSequentially('/'));
    await look('empty', ({ page }) => page.getByTestId('composer').pressSequentially('@'));
    await look('activity', ({ page }) => page.locator('.call-row').first().click());
    await look('conversations', ({ page }) =>
      page.getByTestId('conversation-more').first().click(),
    );
    await look('answer', ({ page }) => page.getByTestId('edit').click());
    assert.deepEqual(found, []);
  });

  it('is walked through with Tab in the order it is read, and nothing traps the focus', async () => {
    for (const state of ['done', 'conversations', 'activity', 'queued', 'confirm']) {
      const view = await open(state);
      await view.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      const order: number[] = [];
      for (let step = 0; step < 80; step += 1) {
        await view.page.keyboard.press('Tab');
        const place = await view.page.evaluate(() => {
          const all = [...document.querySelectorAll('*')];
          const { activeElement } = document;
          return activeElement === document.body || !activeElement
            ? -1
            : all.indexOf(activeElement);
        });
        if (place < 0 || order.includes(place)) break;
        order.push(place);
      }
      assert.ok(order.length > 3 && order.length < 80, `${state}: ${order.length} stops`);
      assert.deepEqual(
        order,
        order.toSorted((one, other) => one - other),
        state,
      );
      await view.close();
    }
  });

  for (const [name, part] of Object.entries({
    '240 px': { width: 240 },
    // What a page of 300 px at 200 % is to the layout.
    '200 % zoom of 300 px': { width: 150, height: 380 },
  })) {
    it(`needs no sideways scrolling at ${name}`, async () => {
      for (const state of Object.keys(viewStates)) {
        const view = await open(state, part);
        const overflow = await view.page.evaluate(() => {
          const { clientWidth } = document.documentElement;
          const scrolls = ({ scrollWidth, clientWidth: own }: Element): boolean =>
            scrollWidth > own + 1;
          const frames = [...document.querySelectorAll('.messages, .panel-body, .welcome, .app')];
          const cut = [...document.querySelectorAll('button, textarea, h2')].filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width > 0 && (box.right > clientWidth + 1 || box.left < -1);
          });
          return [...frames.filter(scrolls), ...cut].map((element) =>
            element.outerHTML.slice(0, 120),
          );
        });
        assert.deepEqual(overflow, [], state);
        await view.close();
      }
    });
  }

  it('stands still for those who asked for reduced motion', async () => {
    const pulling: Message = {
      type: 'connection',
      connection: { kind: 'pulling', model: 'qwen', status: 'pulling manifest' },
    };
    for (const [state, ...more] of [['running'], ['queued'], ['pulling', pulling]] as const) {
      const view = await open(state);
      await view.send(...more);
      await view.page.waitForFunction(() => document.getAnimations().length > 0);
      await view.page.emulateMedia({ reducedMotion: 'reduce' });
      await view.page.waitForFunction(() => document.getAnimations().length === 0);
      await view.page.emulateMedia({ reducedMotion: null });
      await view.page.waitForFunction(() => document.getAnimations().length > 0);
      await view.page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
      await view.page.waitForFunction(() => document.getAnimations().length === 0);
      await view.close();
    }
  });
});
