import { randomUUID } from 'node:crypto';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import type { Conversation, ConversationItem } from '../../../src/app/caravan.ts';
import { ConversationStore } from '../../../src/app/conversations.ts';
import { JsonFiles, StorageLayout } from '../../../src/app/storage.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import { hook } from '../../e2e/viewDriver.ts';
import { watchTasks } from './tasks.ts';
import { patience, type ViewWindow } from './window.ts';

/** What a long conversation costs. */
export interface HistoryFigures {
  /** Milliseconds from the click that opens it to the frame that shows it, reading included. */
  readonly paintMs: number;
  /** Milliseconds of the longest task while it was scrolled to its beginning; 0 = none over 50. */
  readonly longestTask: number;
  /** Megabytes of script and document after a collection, of the view and the window around it. */
  readonly memory: number;
}

const title = 'A long conversation';
/** Asks for earlier messages so often, then scrolls. */
const pages = 10;

/** Puts a conversation of so many messages where the extension keeps its own. */
export async function storeHistory(
  { host }: ViewWindow,
  text: string,
  count: number,
): Promise<void> {
  const home = path.dirname(host.folder);
  const found = (await glob('data*/**/caravan.caravan/conversations', { cwd: home }).next()).value;
  if (found === undefined) throw new Error('The extension has stored nothing yet.');
  const files = createNodeFileSystem();
  const wallNow = (): number => Date.now();
  const store = new ConversationStore({
    files,
    json: new JsonFiles(files, silentLogger, wallNow),
    layout: new StorageLayout(path.dirname(path.join(home, found))),
    wallNow,
    live: () => undefined,
  });
  await store.add(longConversation(text, count));
}

/** Opens that conversation from the list and walks back through it. */
export async function openHistory(view: ViewWindow): Promise<HistoryFigures> {
  const { host } = view;
  const { page } = host;
  await host.call((vscode) => vscode.commands.executeCommand('caravan.newConversation'));
  await host.call((vscode) => vscode.commands.executeCommand('caravan.showConversations'));
  const row = hook(host, 'conversation').filter({ hasText: title });
  await row.waitFor(patience);
  const frame = await view.frame();
  const painted = frame.evaluate(watchOpening);
  await row.locator('.conversation-open').click();
  const paintMs = await painted;
  await frame.evaluate(watchTasks);
  const messages = hook(host, 'messages');
  for (let index = 0; index < pages; index += 1) {
    await host.view().locator('.earlier').click();
    await messages.hover();
    for (let turn = 0; turn < 10; turn += 1) await page.mouse.wheel(0, -2000);
    await frame.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  const longestTask = await frame.evaluate(() => Math.max(0, ...(window.tasks ?? [])));
  return { paintMs, longestTask, memory: await memoryOf(view) };
}

/** Runs in the frame of the view; resolves with the milliseconds from the next click on. */
function watchOpening(): Promise<number> {
  return new Promise((resolve) => {
    let clicked = 0;
    const look = (): void => {
      if (!document.querySelector('.earlier')) return void setTimeout(look);
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - clicked)));
    };
    const onClick = ({ timeStamp }: Event): void => {
      clicked = timeStamp;
      look();
    };
    window.addEventListener('click', onClick, { capture: true, once: true });
  });
}

async function memoryOf({ host: { page } }: ViewWindow): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    embedderHeapUsedSize?: number;
  };
  await session.detach();
  return (usedSize + (embedderHeapUsedSize ?? 0)) / 2 ** 20;
}

/** Questions and answers by turns, as they are kept. */
function longConversation(text: string, count: number): Conversation {
  const conversationId = randomUUID();
  const createdAt = Date.now();
  const items = Array.from({ length: count }, (_, index): ConversationItem => {
    const id = randomUUID();
    const at = createdAt + index;
    if (index % 2 === 0) return { kind: 'user', id, at, text: `Question ${index}` };
    const usage = { promptTokens: 900, replyTokens: 120, queuedMs: 0, totalMs: 900 };
    return {
      kind: 'run',
      id,
      at,
      events: [
        {
          type: 'run-start',
          runId: id,
          at,
          conversationId,
          task: `Question ${index - 1}`,
          mode: 'chat',
          resumed: false,
        },
        { type: 'run-end', runId: id, at, outcome: 'answered', elapsedMs: 900, usage },
      ],
      texts: { answer: { text, thinking: '' } },
    };
  });
  return { id: conversationId, title, createdAt, items };
}
