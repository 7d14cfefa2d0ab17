import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { answerText } from '../../webview/support/samples.ts';
import { bounds } from '../bounds.ts';
import { attempt, type BenchOptions } from '../support/bench.ts';
import { plainRow, type BenchRow, type Bound } from '../support/rows.ts';
import { quantile } from '../support/statistics.ts';
import { costPerToken } from '../view/growth.ts';
import { openHistory, storeHistory } from '../view/history.ts';
import { noteUsable, timeToUsable, type OpeningFigures } from '../view/opening.ts';
import { packedExtension } from '../view/packed.ts';
import { streamWhileTyping } from '../view/stream.ts';
import { openWindow, type ViewWindow } from '../view/window.ts';

const built = resolve(import.meta.dirname, '../../../dist/webview');
const seconds = 20;
const tokensPerSecond = 1000;
const longConversation = 10_000;

/**
 * What the view costs in a window of VS Code's own server in Chromium, with the extension installed
 * as it is packed. Tokens come from a server on a real socket, through pool, host and bridge. The
 * view and the window around it share one thread and one heap there: memory and the cost of a token
 * are those of both, long tasks only those that worked for the view.
 */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  await packedExtension(say);
  const window = await openWindow(say);
  const parts: readonly [string, () => Promise<readonly BenchRow[]>][] = [
    [`${rounds} × ${seconds} s of ${tokensPerSecond} tokens/s`, () => stream(window, rounds)],
    ['cost of a token in short and long messages', () => growth(window, rounds)],
    [`${longConversation} messages`, () => history(window, rounds)],
    ['opening', () => opening(window, rounds)],
    ['size', size],
  ];
  try {
    const rows: BenchRow[] = [];
    for (const [name, part] of parts) {
      say(name);
      rows.push(...(await attempt(name, part)));
    }
    return rows;
  } finally {
    await window.dispose();
  }
}

async function stream(window: ViewWindow, rounds: number): Promise<readonly BenchRow[]> {
  const name = `${tokensPerSecond} tokens/s, ${seconds} s`;
  const long: number[] = [];
  const frames: number[] = [];
  const echoes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const figures = await streamWhileTyping(window, { seconds, rate: tokensPerSecond });
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

async function growth(window: ViewWindow, rounds: number): Promise<readonly BenchRow[]> {
  const costs: Record<'1 KB' | '100 KB', number[]> = { '1 KB': [], '100 KB': [] };
  for (let round = 0; round < rounds; round += 1) {
    costs['1 KB'].push(await costPerToken(window, 1024));
    costs['100 KB'].push(await costPerToken(window, 102_400));
  }
  const ratios = costs['100 KB'].map((cost, round) => cost / (costs['1 KB'][round] ?? NaN));
  return [
    plainRow('message of 1 KB', 'main thread ms/token', costs['1 KB'], null),
    plainRow('message of 100 KB', 'main thread ms/token', costs['100 KB'], null),
    plainRow('message of 100 KB', 'cost against 1 KB', ratios, bounds.webview.growth),
  ];
}

async function history(window: ViewWindow, rounds: number): Promise<readonly BenchRow[]> {
  await storeHistory(window, answerText, longConversation);
  const paints: number[] = [];
  const tasks: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const figures = await openHistory(window);
    paints.push(figures.paintMs);
    tasks.push(figures.longestTask);
    memory.push(figures.memory);
  }
  const name = `${longConversation} messages`;
  const limits = bounds.webview.history;
  return [
    plainRow(name, 'first paint, ms', paints, limits.paint),
    plainRow(name, 'longest task, ms', tasks, limits.scroll),
    plainRow(name, 'memory with the window, MB', memory, limits.memory),
  ];
}

async function opening(window: ViewWindow, rounds: number): Promise<readonly BenchRow[]> {
  await window.host.call((vscode) => vscode.commands.executeCommand('caravan.newConversation'));
  await window.host.page.addInitScript(noteUsable);
  const figures: OpeningFigures[] = [];
  for (let round = 0; round < rounds; round += 1) figures.push(await timeToUsable(window));
  const name = 'view of a new window';
  const row = (measure: string, of: keyof OpeningFigures, bound: Bound | null): BenchRow =>
    plainRow(
      name,
      measure,
      figures.map((figure) => figure[of]),
      bound,
    );
  return [
    row('frame made → one can type, ms', 'typing', bounds.webview.open),
    row('… → what the host knows is shown, ms', 'snapshot', null),
    row('command in the host → all shown, ms', 'whole', null),
  ];
}

async function size(): Promise<readonly BenchRow[]> {
  const files = (await readdir(built)).filter((file) => /\.(js|css)$/.test(file));
  const sizes = files.map(async (file) => gzipSync(await readFile(join(built, file))).length);
  const bytes = (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0);
  return [plainRow('bundle', 'script and style, KB gzip', [bytes / 1024], bounds.webview.size)];
}
