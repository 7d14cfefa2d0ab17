import type { Page } from 'playwright-core';
import type { Message } from '../../webview/support/openView.ts';

/** What a stream of tokens did to the page. */
export interface StreamFigures {
  readonly tokens: number;
  /** Milliseconds of each task longer than 50. */
  readonly longTasks: readonly number[];
  readonly framesPerSecond: number;
  /** Milliseconds from each key to the frame that shows it. */
  readonly echoes: readonly number[];
}

declare global {
  interface Window {
    streamed?: Promise<Omit<StreamFigures, 'echoes'>>;
    echoes?: number[];
  }
}

/** Milliseconds between two posts, as the host makes them; and between two keys. */
const postMs = 34;
const keyMs = 150;

/**
 * Streams text, again and again, at so many tokens (of four characters) a second while keys are
 * typed. `seq` is the number of the first message.
 */
export async function streamWhileTyping(
  page: Page,
  text: string,
  options: { readonly seconds: number; readonly rate: number; readonly seq: number },
): Promise<StreamFigures> {
  await page.getByTestId('composer').focus();
  await page.evaluate(startStream, { ...options, text, postMs });
  const until = performance.now() + options.seconds * 1000;
  while (performance.now() < until) {
    await page.keyboard.press('x');
    await page.waitForTimeout(keyMs);
  }
  const figures = await page.evaluate(async () => ({
    ...(await window.streamed),
    echoes: window.echoes ?? [],
  }));
  return figures as StreamFigures;
}

interface StreamJob {
  readonly text: string;
  readonly seconds: number;
  readonly rate: number;
  readonly seq: number;
  readonly postMs: number;
}

/** Runs in the page. */
function startStream({ text, seconds, rate, seq, postMs: interval }: StreamJob): void {
  const charactersPerToken = 4;
  const longTasks: number[] = [];
  const echoes: number[] = [];
  let frames = 0;
  let isOver = false;
  new PerformanceObserver((list) => {
    longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  const countFrame = (): void => {
    frames += 1;
    if (!isOver) requestAnimationFrame(countFrame);
  };
  requestAnimationFrame(countFrame);
  window.addEventListener('input', (event) => {
    requestAnimationFrame(() => setTimeout(() => echoes.push(performance.now() - event.timeStamp)));
  });
  const started = performance.now();
  let sent = 0;
  let number = seq;
  const post = (): void => {
    const due = Math.floor(((performance.now() - started) * rate) / 1000) * charactersPerToken;
    let part = '';
    while (part.length < due - sent) {
      const from = (sent + part.length) % text.length;
      part += text.slice(from, from + due - sent - part.length);
    }
    sent = due;
    const event = {
      type: 'answer-delta',
      runId: 'run-1',
      at: Date.now(),
      channel: 'text',
      text: part,
    };
    const pieces = [part.length / charactersPerToken];
    window.postMessage({ seq: number, type: 'run-events', events: [event], pieces }, '*');
    number += 1;
  };
  window.echoes = echoes;
  window.streamed = new Promise((resolve) => {
    const timer = setInterval(() => {
      post();
      const elapsed = performance.now() - started;
      if (elapsed < seconds * 1000) return;
      clearInterval(timer);
      isOver = true;
      const tokens = sent / charactersPerToken;
      // The last tasks are told a little later.
      setTimeout(
        () => resolve({ tokens, longTasks, framesPerSecond: (frames * 1000) / elapsed }),
        500,
      );
    }, interval);
  });
}

/** One batch of a stream, as the host posts it. */
export function deltaOf(text: string): Message {
  return {
    type: 'run-events',
    events: [{ type: 'answer-delta', runId: 'run-1', at: Date.now(), channel: 'text', text }],
  };
}
