import type { Browser } from 'playwright-core';
import { snapshotOf } from '../../webview/support/samples.ts';

declare global {
  interface Window {
    usableAt?: number;
  }
}

/** Milliseconds from opening the page to the frame in which something can be typed. */
export async function timeToUsable(browser: Browser, origin: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 320, height: 760 } });
  const page = await context.newPage();
  await page.addInitScript(
    (message) => {
      window.onPosted = ({ type }) => {
        if (type !== 'ready') return;
        window.postMessage(message, '*');
        const look = (): void => {
          if (!document.querySelector('[data-testid="welcome"]')) return void setTimeout(look);
          requestAnimationFrame(() => setTimeout(() => (window.usableAt = performance.now())));
        };
        look();
      };
    },
    { seq: 1, ...snapshotOf() },
  );
  await page.goto(origin);
  const usable = await page.waitForFunction(() => window.usableAt);
  const milliseconds = await usable.jsonValue();
  await context.close();
  return milliseconds ?? NaN;
}
