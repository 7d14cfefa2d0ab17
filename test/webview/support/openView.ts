import type { Browser, Page } from 'playwright-core';
import type { FromView, ToView } from '../../../src/protocol/messages.ts';
import type { ThemeName } from './themes.ts';

type WithoutSeq<T> = T extends unknown ? Omit<T, 'seq'> : never;

/** A message whose sequence number the view gives. */
export type Message = WithoutSeq<ToView>;

/** An open view and both directions of its messages. */
export interface View {
  readonly page: Page;
  /** Addresses the page asked for that are not its own server's. */
  readonly foreign: readonly string[];
  /** Errors and policy violations the page reported. */
  readonly errors: readonly string[];
  /** Sends messages in order; resolves when the page has painted them. */
  send(...messages: readonly Message[]): Promise<void>;
  /** Sends one message with a number of the caller's choice. */
  sendRaw(message: unknown): Promise<void>;
  /** What the page posted so far. */
  posted(): Promise<readonly FromView[]>;
  /** Waits until the page has posted a message of this type, and returns the last one. */
  waitFor<T extends FromView['type']>(type: T): Promise<Extract<FromView, { type: T }>>;
  /**
   * Does something in the page and loads it again in the same task, as VS Code does when the view
   * is hidden; numbers start anew.
   */
  leaveBy(action: () => void): Promise<void>;
  close(): Promise<void>;
}

/** Opens the view in a page of its own and waits for its `ready`. */
export async function openView(
  browser: Browser,
  origin: string,
  options: { theme?: ThemeName; width?: number; height?: number } = {},
): Promise<View> {
  const { theme = 'dark', width = 320, height = 760 } = options;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) foreign.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  let seq = 0;
  const ready = (): Promise<unknown> =>
    page.waitForFunction(() => window.posted?.some(({ type }) => type === 'ready'));
  await page.goto(`${origin}/?theme=${theme}`);
  await ready();
  const sendRaw = (message: unknown): Promise<void> =>
    page.evaluate(async (data) => {
      window.postMessage(data, '*');
      await new Promise((resolve) => setTimeout(resolve));
      // The first frame renders; in the second it has been painted.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, message);
  return {
    page,
    foreign,
    errors,
    sendRaw,
    send: async (...messages) => {
      for (const message of messages) {
        seq += 1;
        await sendRaw({ seq, ...message });
      }
    },
    posted: () => page.evaluate(() => window.posted ?? []),
    waitFor: async (type) => {
      const found = await page.waitForFunction(
        (wanted) => window.posted?.findLast((message) => message.type === wanted),
        type,
      );
      return (await found.jsonValue()) as never;
    },
    leaveBy: async (action) => {
      seq = 0;
      const loaded = page.waitForEvent('load');
      await page.evaluate(`(${String(action)})(); location.reload()`).catch(() => undefined);
      await loaded;
      await ready();
    },
    close: () => context.close(),
  };
}

declare global {
  interface Window {
    /** What the page posted, kept by the stand-in for VS Code. */
    posted?: FromView[];
  }
}
