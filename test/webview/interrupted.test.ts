import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { interrupted } from './support/interrupted.ts';
import { openView, type View } from './support/openView.ts';
import { runId } from './support/samples.ts';
import { startViewServer, type ViewServer } from './support/viewServer.ts';

describe('a run that was cut off', function () {
  this.timeout(60_000);
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
    await view.send(interrupted());
  });
  afterEach(async () => {
    assert.deepEqual(view.errors, []);
    await view.close();
  });

  it('shows nobody at work and no clock that goes on', async () => {
    const card = view.page.getByTestId('steps');
    assert.match(await card.innerText(), /Interrupted/);
    assert.equal(await card.locator('.elapsed').count(), 0);
    assert.equal(await card.locator('.codicon-loading').count(), 0);
    const coder = view.page.getByTestId('node-coder');
    assert.equal(await coder.getAttribute('data-state'), 'interrupted');
  });

  it('is at work again once it is resumed', async () => {
    await view.send(interrupted({ activeRunId: runId }));
    const card = view.page.getByTestId('steps');
    assert.match(await card.innerText(), /Working/);
    const coder = view.page.getByTestId('node-coder');
    assert.equal(await coder.getAttribute('data-state'), 'running');
    assert.equal(await view.page.getByTestId('banner').count(), 0);
  });
});
