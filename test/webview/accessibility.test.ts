import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { openView, type Message, type View } from './support/openView.ts';
import { startedAt } from './support/samples.ts';
import { viewStates } from './support/states.ts';
import { startViewServer, type ViewServer } from './support/viewServer.ts';

describe('accessibility of the view', function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: ViewServer;
  before(async () => {
    server = await startViewServer();
    browser = await launchChromium(() => undefined);
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
  });

  async function open(state: string): Promise<View> {
    const view = await openView(browser, server.origin);
    await view.page.clock.setFixedTime(startedAt + 26_000);
    await view.send(...(viewStates[state] ?? []));
    return view;
  }

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

  it('tells which steps ran side by side, as a list that says so', async () => {
    const view = await open('done');
    const lists = view.page.getByRole('list', { name: 'Side by side', exact: true });
    const steps = await lists.evaluateAll((all) =>
      all.map((list) => [...list.querySelectorAll('.node-label')].map((row) => row.textContent)),
    );
    assert.deepEqual(steps, [
      ['Plan the change', 'Gather context'],
      ['Look back', 'Critique the result'],
    ]);
    await view.close();
  });

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
