import { join } from 'node:path';
import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker, startServer } from '../support/processes.ts';
import { plainRow, type BenchRow } from '../support/rows.ts';
import type { FramingJob, FramingOutcome } from '../tasks/framing.ts';

const peers = ['ours', 'fetch', 'http', 'ollama', 'langchain', 'aiSdk'] as const;
/** How much faster time runs where a case takes minutes. */
const timeScale = 50;
const fastTime = join(import.meta.dirname, '../support/fastTime.mjs');

/** Streams that arrive in odd pieces or break: each has one right outcome. Nothing is timed. */
export async function measure({ say }: BenchOptions): Promise<readonly BenchRow[]> {
  say('hostile answers');
  const quick = await all(false);
  say(`slow answers, time runs ${timeScale} times as fast`);
  const slow = await all(true);
  const of = (peer: string): FramingOutcome[] => [
    ...(quick.get(peer) ?? []),
    ...(slow.get(peer) ?? []),
  ];
  const ours = of('ours');
  return [
    ...ours.map(({ name, passed, what }) =>
      plainRow(name, passed ? 'as it must' : what, [Number(passed)], bounds.framing),
    ),
    ...peers.slice(1).map((peer) => {
      const missed = of(peer).filter(({ passed }) => !passed);
      const row = plainRow('all', `cases passed of ${ours.length}`, [count(ours)], null);
      const names = missed.map(({ name }) => name).join('; ');
      return { ...row, peer: `${peer}${names && ` (not: ${names})`}`, against: count(of(peer)) };
    }),
  ];
}

async function all(slow: boolean): Promise<Map<string, FramingOutcome[]>> {
  const scale = slow ? timeScale : 1;
  const server = await startServer('hostile', String(scale));
  process.env['CARAVAN_TIME_SCALE'] = String(scale);
  const preload = slow ? ['--import', fastTime] : [];
  const run = async (peer: string): Promise<[string, FramingOutcome[]]> => {
    const job: FramingJob = { task: 'framing', peer, url: server.url, slow, timeScale: scale };
    return [peer, await runWorker<FramingOutcome[]>(job, preload)];
  };
  try {
    // Ours alone first: its clocks are the ones that have to be right.
    const first = await run('ours');
    return new Map([first, ...(await Promise.all(peers.slice(1).map(run)))]);
  } finally {
    delete process.env['CARAVAN_TIME_SCALE'];
    await server.end();
  }
}

function count(outcomes: readonly FramingOutcome[]): number {
  return outcomes.filter(({ passed }) => passed).length;
}
