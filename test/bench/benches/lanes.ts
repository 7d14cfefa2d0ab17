import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker, startServer } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow } from '../support/rows.ts';
import type { LanesFigures, LanesJob } from '../tasks/lanes.ts';

const length = 50;
const plain = { permits: 4, reserved: 0, backgroundJobs: 40, length, every: 0, saturating: 0 };
const shapes = {
  alone: plain,
  /** Interactive calls for a third of what the host can do. */
  shared: { ...plain, every: 40 },
  reserved: { ...plain, every: 80, reserved: 1 },
  saturated: { ...plain, length: 10, backgroundJobs: 20, saturating: 8 },
} as const;
type Shape = keyof typeof shapes;

/** Forty background jobs on four permits, and people who do not want to wait for them. */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  const server = await startServer('raw');
  try {
    say('40 background jobs on 4 permits');
    const figures = await interleave(rounds, Object.keys(shapes) as Shape[], (shape) =>
      runWorker<LanesFigures>({
        task: 'lanes',
        url: server.url,
        ...shapes[shape],
      } satisfies LanesJob),
    );
    const most = (shape: Shape): number[] => figures[shape].map(({ waits }) => Math.max(...waits));
    const took = (shape: Shape): number[] => figures[shape].map(({ background }) => background);
    // What delays the end of a job, the machine's own pauses among it, delays who waits for it.
    const lengths = figures.shared.map(({ waits, longest }) => Math.max(...waits) / longest);
    const slower = (name: string, shape: Shape): BenchRow =>
      ratioRow(
        name,
        'ms until all background jobs are done',
        took(shape),
        'no interactive calls',
        took('alone'),
        bounds.lanes.background,
      );
    // A background job may be passed over eight times: one call in nine is its turn.
    const turns = figures.saturated.map(
      ({ interactiveCalls }) => (shapes.saturated.backgroundJobs * 9) / interactiveCalls,
    );
    return [
      plainRow(
        'an arrival every 40 ms',
        'longest wait, in longest jobs',
        lengths,
        bounds.lanes.wait,
      ),
      slower('an arrival every 40 ms', 'shared'),
      plainRow(
        'a reserved permit, an arrival every 80 ms',
        'longest wait, ms',
        most('reserved'),
        bounds.lanes.reservedWait,
      ),
      slower('a reserved permit, an arrival every 80 ms', 'reserved'),
      plainRow(
        'interactive calls that fill the host',
        'background jobs per nine calls',
        turns,
        bounds.lanes.starved,
      ),
    ];
  } finally {
    await server.end();
  }
}
