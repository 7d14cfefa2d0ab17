import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow } from '../support/rows.ts';
import type { Leftovers, QueueFigures } from '../tasks/queue.ts';

const jobs = 100_000;
const loads = ['1,000 queued', '64 queued', 'one by one'] as const;

/** What waiting for a turn costs, and what waiting in vain leaves behind. */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  say(`${jobs} jobs that do nothing`);
  const figures = await interleave(rounds, ['ours', 'pLimit'] as const, (peer) =>
    runWorker<QueueFigures>({ task: 'queue', peer, jobs }),
  );
  say(`${jobs} jobs queued and aborted`);
  const left = await interleave(rounds, ['ours'] as const, () =>
    runWorker<Leftovers>({ task: 'queue', peer: 'aborted', jobs }, ['--expose-gc']),
  );
  const most = (key: keyof Leftovers): number[] => [
    Math.max(...left.ours.map((each) => each[key])),
  ];
  const aborted = '100,000 queued and aborted';
  return [
    ...loads.flatMap((load) => {
      const ours = figures.ours.map((each) => each[load]);
      const theirs = figures.pLimit.map((each) => each[load]);
      return [
        plainRow(load, 'CPU µs/job', ours, bounds.queue.overhead),
        ratioRow(load, 'CPU µs/job', ours, 'p-limit alone', theirs, null),
      ];
    }),
    plainRow(aborted, 'still queued', most('queued'), { most: 0 }),
    plainRow(aborted, 'listeners left', most('listeners'), bounds.queue.listeners),
    plainRow(aborted, 'timers left', most('timers'), bounds.queue.timers),
    plainRow(aborted, 'heap more, MB', most('heap'), bounds.queue.heap),
  ];
}
