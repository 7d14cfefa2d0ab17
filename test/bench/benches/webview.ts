import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { openView, type View } from '../../webview/support/openView.ts';
import { answered, answerText, snapshotOf } from '../../webview/support/samples.ts';
import { serveView } from '../../webview/support/viewServer.ts';
import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { plainRow, type BenchRow } from '../support/rows.ts';
import { quantile } from '../support/statistics.ts';
import { costPerToken } from '../view/growth.ts';
import { openHistory } from '../view/history.ts';
import { timeToUsable } from '../view/opening.ts';
import { streamWhileTyping } from '../view/stream.ts';

const root = resolve(import.meta.dirname, '../../..');
const seconds = 20;
const tokensPerSecond = 1000;
const longConversation = 10_000;
/** Headings, lists, a table and code, as models write. */
const text = `## Part\n\n${answerText}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n`;

/** What the view costs, in Chromium with the bundle that is shipped. */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'caravan-view-'));
  await promisify(execFile)('node', ['esbuild.js', `--out=${folder}`, 'webview'], { cwd: root });
  const built = join(folder, 'webview');
  const server = await serveView(built);
  const browser = await launchChromium(say);
  try {
    const rows: BenchRow[] = [];
    say(`${rounds} × ${seconds} s of ${tokensPerSecond} tokens/s`);
    rows.push(...(await measureStream(browser, server.origin, rounds)));
    say('cost of a token in short and long messages');
    rows.push(...(await measureGrowth(browser, server.origin, rounds)));
    say(`${longConversation} messages`);
    rows.push(...(await measureHistory(browser, server.origin, rounds)));
    say('opening');
    const opened: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      opened.push(await timeToUsable(browser, server.origin));
    }
    rows.push(plainRow('page', 'open → usable, ms', opened, bounds.webview.open));
    rows.push(
      plainRow('bundle', 'script and style, KB gzip', [await sizeOf(built)], bounds.webview.size),
    );
    return rows;
  } finally {
    await browser.close();
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A page with a run that answers. */
async function openAnswering(browser: Browser, origin: string): Promise<View> {
  const view = await openView(browser, origin, { width: 360 });
  await view.send(snapshotOf(), { type: 'run-events', events: answered.slice(0, 4) });
  return view;
}

async function measureStream(browser: Browser, origin: string, rounds: number) {
  const name = `${tokensPerSecond} tokens/s, ${seconds} s`;
  const long: number[] = [];
  const frames: number[] = [];
  const echoes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const view = await openAnswering(browser, origin);
    const options = { seconds, rate: tokensPerSecond, seq: 3 };
    const figures = await streamWhileTyping(view.page, text, options);
    await view.close();
    long.push(figures.longTasks.length);
    frames.push(figures.framesPerSecond);
    echoes.push(quantile(figures.echoes, 0.95));
  }
  const { longTasks, framesPerSecond, echo } = bounds.webview;
  return [
    plainRow(name, 'tasks over 50 ms', long, longTasks),
    plainRow(name, 'frames/s', frames, framesPerSecond),
    plainRow(name, 'typing echo p95, ms', echoes, echo),
  ];
}

async function measureGrowth(browser: Browser, origin: string, rounds: number) {
  const costs: Record<'1 KB' | '100 KB', number[]> = { '1 KB': [], '100 KB': [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, length] of [['1 KB', 1024] as const, ['100 KB', 102_400] as const]) {
      const view = await openAnswering(browser, origin);
      costs[name].push(await costPerToken(view, text, length));
      await view.close();
    }
  }
  const ratios = costs['100 KB'].map((cost, round) => cost / (costs['1 KB'][round] ?? NaN));
  return [
    plainRow('message of 1 KB', 'main thread ms/token', costs['1 KB'], null),
    plainRow('message of 100 KB', 'main thread ms/token', costs['100 KB'], null),
    plainRow('message of 100 KB', 'cost against 1 KB', ratios, bounds.webview.growth),
  ];
}

async function measureHistory(browser: Browser, origin: string, rounds: number) {
  const figures = [];
  for (let round = 0; round < rounds; round += 1) {
    const view = await openView(browser, origin, { width: 360 });
    figures.push(await openHistory(view.page, answerText, longConversation));
    await view.close();
  }
  const name = `${longConversation} messages`;
  const { paint, scroll, memory } = bounds.webview.history;
  return [
    plainRow(
      name,
      'first paint, ms',
      figures.map(({ paintMs }) => paintMs),
      paint,
    ),
    plainRow(
      name,
      'longest task, ms',
      figures.map(({ longestTask }) => longestTask),
      scroll,
    ),
    plainRow(
      name,
      'memory, MB',
      figures.map(({ memory: used }) => used),
      memory,
    ),
  ];
}

async function sizeOf(folder: string): Promise<number> {
  const files = ['main.js', 'main.css', 'codicon.css'];
  const sizes = files.map(async (file) => gzipSync(await readFile(join(folder, file))).length);
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0) / 1024;
}
