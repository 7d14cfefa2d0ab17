import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { openView, type View } from './openView.ts';
import { startViewServer, type ViewServer } from './viewServer.ts';

/** Gives the tests of a suite one browser, and what opens a view in it; both end with the suite. */
export function useBrowser(): (options?: Parameters<typeof openView>[2]) => Promise<View> {
  let browser: Browser | undefined;
  let server: ViewServer | undefined;
  before(async () => {
    server = await startViewServer();
    browser = await launchChromium(() => undefined);
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
  });
  return (options) => {
    assert.ok(browser && server, 'the hooks of the suite have run');
    return openView(browser, server.origin, options);
  };
}

/**
 * Opens a new view for each test of a suite, and holds afterwards that it reported no error and
 * asked nobody but its server. @param onOpen takes it, and sends what the tests begin with.
 */
export function useView(onOpen: (view: View) => Promise<void> | void): void {
  const open = useBrowser();
  let view: View;
  beforeEach(async () => {
    view = await open();
    await onOpen(view);
  });
  afterEach(async () => {
    assert.deepEqual(view.errors, []);
    assert.deepEqual(view.foreign, []);
    await view.close();
  });
}
