import type { Page } from 'playwright-core';
import { conversationId, snapshotOf } from '../../webview/support/samples.ts';

/** What a long conversation costs. */
export interface HistoryFigures {
  /** Milliseconds from the message of the host to the first frame. */
  readonly paintMs: number;
  /** Milliseconds of the longest task while it was scrolled to its beginning; 0 = none over 50. */
  readonly longestTask: number;
  /** Megabytes of script and document after a collection. */
  readonly memory: number;
}

/** Asks for earlier messages so often, then scrolls. */
const pages = 10;

/** Opens a conversation of so many messages and walks back through it. */
export async function openHistory(
  page: Page,
  text: string,
  count: number,
): Promise<HistoryFigures> {
  const paintMs = await page.evaluate(postHistory, {
    envelope: { seq: 1, ...snapshotOf() },
    conversationId,
    text,
    count,
  });
  await page.evaluate(watchTasks);
  const messages = page.getByTestId('messages');
  for (let index = 0; index < pages; index += 1) {
    await page.locator('.earlier').click();
    await messages.hover();
    for (let turn = 0; turn < 10; turn += 1) await page.mouse.wheel(0, -2000);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  const longestTask = await page.evaluate(() => Math.max(0, ...(window.tasks ?? [])));
  return { paintMs, longestTask, memory: await memoryOf(page) };
}

declare global {
  interface Window {
    tasks?: number[];
  }
}

interface HistoryJob {
  readonly envelope: ReturnType<typeof snapshotOf> & { readonly seq: number };
  readonly conversationId: string;
  readonly text: string;
  readonly count: number;
}

/** Runs in the page. */
async function postHistory(job: HistoryJob): Promise<number> {
  const items = Array.from({ length: job.count }, (_, index) => {
    const id = `item-${index}`;
    if (index % 2 === 0) return { kind: 'user', id, at: index, text: `Question ${index}` };
    const start = { type: 'run-start', runId: id, at: index, conversationId: job.conversationId };
    const usage = { promptTokens: 900, replyTokens: 120, queuedMs: 0, totalMs: 900 };
    const events = [
      { ...start, task: `Question ${index - 1}`, mode: 'chat', resumed: false },
      { type: 'run-end', runId: id, at: index, outcome: 'answered', elapsedMs: 900, usage },
    ];
    return { kind: 'run', id, at: index, events, texts: { answer: { text: job.text } } };
  });
  const { envelope } = job;
  const conversation = { ...envelope.snapshot.conversation, items };
  const message = { ...envelope, snapshot: { ...envelope.snapshot, conversation } };
  const from = performance.now();
  window.postMessage(message, '*');
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (document.querySelector('.earlier')) requestAnimationFrame(() => setTimeout(resolve));
      else setTimeout(look);
    };
    look();
  });
  return performance.now() - from;
}

/** Runs in the page. */
function watchTasks(): void {
  const tasks: number[] = [];
  window.tasks = tasks;
  new PerformanceObserver((list) => {
    tasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
}

async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    embedderHeapUsedSize?: number;
  };
  await session.detach();
  return (usedSize + (embedderHeapUsedSize ?? 0)) / 2 ** 20;
}
