import type { Browser, Page } from 'playwright-core';
import type { FromView, ToView } from '../../../src/protocol/messages.ts';
import { themes, type ThemeName } from './themes.ts';

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
  /** Changes the theme under the open page, as VS Code does. */
  setTheme(name: ThemeName): Promise<void>;
  /** What the page posted so far. */
  posted(): Promise<readonly FromView[]>;
  /** Waits until the page has posted a message of this type and painted; returns the last one. */
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
    setTheme: (name) =>
      page.evaluate(
        async ([href, bodyClass]) => {
          const before = document.querySelector('link');
          const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
          const loaded = new Promise((resolve) => link.addEventListener('load', resolve));
          before?.before(link);
          await loaded;
          before?.remove();
          document.body.className = bodyClass;
        },
        [`theme-${name}.css`, themes[name].bodyClass] as const,
      ),
    posted: () => page.evaluate(() => window.posted ?? []),
    waitFor: async (type) => {
      const found = await page.waitForFunction(
        (wanted) => window.posted?.findLast((message) => message.type === wanted),
        type,
      );
      // What the page did to itself at the same time shows in the next frame.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
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
    /** Called with what the page posts. */
    onPosted?: (message: FromView) => void;
  }
}
