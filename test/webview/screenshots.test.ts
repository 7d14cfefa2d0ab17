import assert from 'node:assert/strict';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { openView, type Message } from './support/openView.ts';
import {
  answered,
  calls,
  conversationId,
  conversations,
  firstSteps,
  lastSteps,
  noServer,
  proposal,
  runId,
  snapshotOf,
  startedAt,
  states as conversationStates,
  task,
  writingCode,
} from './support/samples.ts';
import type { ThemeName } from './support/themes.ts';
import { startViewServer, type ViewServer } from './support/viewServer.ts';

const folder = path.resolve(import.meta.dirname, '../../out/screenshots');

const askFile = {
  path: '.vscode/tasks.json',
  operation: 'edit',
  added: 6,
  removed: 2,
  hash: 'd'.repeat(64),
  decision: 'ask',
  reason: { message: 'VS Code runs commands from this file.' },
} as const;

const states: Readonly<Record<string, readonly Message[]>> = {
  empty: [snapshotOf({ conversations })],
  conversations: [
    snapshotOf({ conversations, states: conversationStates }),
    { type: 'panel', panel: 'conversations' },
  ],
  activity: [
    snapshotOf(),
    { type: 'run-events', events: [...firstSteps, ...writingCode] },
    { type: 'panel', panel: 'activity' },
    { type: 'calls', calls, isAll: true },
  ],
  queued: [
    snapshotOf({
      conversations,
      states: conversationStates,
      queued: { text: 'And make it keep the dots of version numbers', mode: 'auto' },
    }),
    { type: 'run-events', events: [...firstSteps, ...writingCode] },
  ],
  running: [snapshotOf(), { type: 'run-events', events: [...firstSteps, ...writingCode] }],
  done: [snapshotOf(), { type: 'run-events', events: [...firstSteps, ...lastSteps] }],
  confirm: [
    snapshotOf(),
    { type: 'run-events', events: [...firstSteps, ...lastSteps] },
    {
      type: 'run-events',
      events: [
        {
          type: 'proposal',
          runId,
          at: startedAt + 62_000,
          proposal: {
            ...proposal,
            verification: 'failed',
            files: [...proposal.files.slice(0, 2), askFile],
          },
        },
      ],
    },
  ],
  answer: [snapshotOf(), { type: 'run-events', events: answered }],
  'no-server': [snapshotOf({ connection: { kind: 'problem', error: noServer } })],
  pulling: [
    snapshotOf({
      connection: {
        kind: 'pulling',
        model: 'qwen2.5-coder:7b',
        status: 'pulling 60e05f210007',
        fraction: 0.42,
      },
    }),
  ],
  resume: [
    snapshotOf({
      resumable: [
        {
          runId,
          conversationId,
          task,
          finishedNodes: ['intent', 'planner', 'researcher', 'test_generator'],
          interruptedAt: startedAt,
        },
      ],
    }),
  ],
};

describe('screenshots of the view', function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: ViewServer;
  before(async () => {
    await mkdir(folder, { recursive: true });
    server = await startViewServer();
    browser = await launchChromium(() => undefined);
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
  });

  for (const [state, messages] of Object.entries(states)) {
    for (const theme of ['light', 'dark', 'contrast'] satisfies ThemeName[]) {
      it(`draws ${state} in ${theme} at 300 and 420 px without anything cut off`, async () => {
        for (const width of [300, 420]) {
          const view = await openView(browser, server.origin, { theme, width });
          await view.page.clock.setFixedTime(startedAt + 26_000);
          await view.send(...messages);
          await view.page.evaluate(() => document.fonts.ready);
          const overflow = await view.page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.equal(overflow, 0, 'the page scrolls sideways');
          assert.deepEqual(view.errors, []);
          const file = path.join(folder, `${state}-${theme}-${width}.png`);
          await view.page.screenshot({ path: file });
          assert.ok((await stat(file)).size > 2_000);
          await view.close();
        }
      });
    }
  }
});
