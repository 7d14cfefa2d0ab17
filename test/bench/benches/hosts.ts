import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker, startServer } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, type BenchRow } from '../support/rows.ts';
import type { HostsFigures, HostsJob } from '../tasks/hosts.ts';

const [permits, calls] = [4, 1_000];
/** Milliseconds for one call of each host; the third is up and down in turn. */
const lengths = [20, 40, 80] as const;
const flapping = { up: 600, down: 400 };
const shapes = { 'all steady': 0, 'the slow one flaps': 1 } as const;
type Shape = keyof typeof shapes;

/** Three hosts of different speed: do a thousand calls get what they have to give? */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  say('1,000 calls on three hosts');
  const figures = await interleave(rounds, Object.keys(shapes) as Shape[], async (shape) => {
    const [fast, middle, slow] = lengths.map(String) as [string, string, string];
    const unsteady = shapes[shape] ? `:${flapping.up}:${flapping.down}` : '';
    const server = await startServer('hosts', fast, middle, slow + unsteady);
    try {
      const urls = server.url.split(' ');
      return await runWorker<HostsFigures>({
        task: 'hosts',
        urls,
        permits,
        calls,
      } satisfies HostsJob);
    } finally {
      await server.end();
    }
  });
  return (Object.keys(shapes) as Shape[]).flatMap((shape) => {
    const share = figures[shape].map(({ took }) => calls / (took / 1000) / idealRate(shape));
    const failed = Math.max(...figures[shape].map((each) => each.failed));
    return [
      plainRow(shape, 'share of the ideal rate', share, bounds.hosts),
      plainRow(shape, 'calls that failed', [failed], { most: 0 }),
    ];
  });
}

/** Calls a second when every permit of every host that is up is busy. */
function idealRate(shape: Shape): number {
  const { up, down } = flapping;
  return lengths.reduce((sum, length, index) => {
    const share = index === 2 && shapes[shape] ? up / (up + down) : 1;
    return sum + (share * permits * 1000) / length;
  }, 0);
}
