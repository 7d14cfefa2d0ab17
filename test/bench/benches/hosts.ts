import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker, startServer } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow } from '../support/rows.ts';
import type { HostsFigures, HostsJob } from '../tasks/hosts.ts';

const [permits, calls] = [4, 1_000];
/** Milliseconds for one call of each host; the last may be up and down in turn. */
const lengths = [20, 40, 80] as const;
const flapping = { up: 600, down: 400 };
const upShare = flapping.up / (flapping.up + flapping.down);
const runs = ['each alone', 'all steady', 'the slow one flaps'] as const;
type Run = (typeof runs)[number];

/** Three hosts of different speed: do a thousand calls get what they have to give? */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  say('1,000 calls on three hosts');
  const figures = await interleave(rounds, runs, measureRun);
  const ideal = (run: Run): number[] =>
    figures['each alone'].map(({ rates: [fast = 0, middle = 0, slow = 0] }) =>
      run === 'all steady' ? fast + middle + slow : fast + middle + slow * upShare,
    );
  return (['all steady', 'the slow one flaps'] as const).flatMap((run) => {
    const rate = figures[run].map(({ rates }) => rates[0] ?? NaN);
    const failed = Math.max(...figures[run].map((each) => each.failed));
    return [
      ratioRow(run, 'calls/s', rate, 'ideal (each alone)', ideal(run), bounds.hosts),
      plainRow(run, 'calls that failed', [failed], { most: 0 }),
    ];
  });
}

async function measureRun(run: Run): Promise<HostsFigures> {
  const [fast, middle, slow] = lengths.map(String) as [string, string, string];
  const unsteady = run === 'the slow one flaps' ? `:${flapping.up}:${flapping.down}` : '';
  const server = await startServer('hosts', fast, middle, slow + unsteady);
  const peer = run === 'each alone' ? 'floor' : 'ours';
  try {
    const urls = server.url.split(' ');
    const job: HostsJob = { task: 'hosts', peer, urls, permits, calls };
    return await runWorker<HostsFigures>(job);
  } finally {
    await server.end();
  }
}
