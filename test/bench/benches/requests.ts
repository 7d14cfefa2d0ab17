import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker, startServer, type ServerProcess } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow, type Bound } from '../support/rows.ts';
import type { RequestsFigures, RequestsJob } from '../tasks/requests.ts';

const calls = 2_000;
const levels = [1, 10, 50] as const;
const peers = ['ours', 'floor', 'fetch', 'ollama'] as const;
/**
 * Whole answers, as the bounds were taken; and streams of one token, which in ours go through
 * lanes, permits, clocks and trace: told beside the peers' streams, without a bound.
 */
const ways = [
  { way: 'request', streamed: false },
  { way: 'chat', streamed: true },
] as const;

interface Figures extends RequestsFigures {
  readonly sockets: number;
}

/** Small calls back to back, some of them at once. */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  const server = await startServer('raw');
  try {
    const rows: BenchRow[] = [];
    for (const atOnce of levels) {
      say(`${calls} calls, ${atOnce} at once`);
      for (const { way, streamed } of ways) {
        const job = { task: 'requests', url: server.url, atOnce, calls, streamed };
        const figures = await interleave(rounds, peers, (peer) =>
          runCounted(server, { ...job, peer }),
        );
        rows.push(...compare(`${atOnce} at once, ${way}`, atOnce, !streamed, figures));
      }
    }
    return rows;
  } finally {
    await server.end();
  }
}

/** Runs a worker and counts the sockets it opened. */
async function runCounted(server: ServerProcess, job: RequestsJob): Promise<Figures> {
  const before = await server.ask<number>('connections');
  const figures = await runWorker<RequestsFigures>(job);
  return { ...figures, sockets: (await server.ask<number>('connections')) - before };
}

function compare(
  name: string,
  atOnce: (typeof levels)[number],
  bounded: boolean,
  figures: Readonly<Record<(typeof peers)[number], readonly Figures[]>>,
): BenchRow[] {
  const read = (peer: (typeof peers)[number], key: keyof Figures): number[] =>
    figures[peer].map((each) => each[key]);
  const row = (
    peer: (typeof peers)[number],
    key: keyof Figures,
    measure: string,
    bound: Bound | null = null,
  ) => ratioRow(name, measure, read('ours', key), peer, read(peer, key), bounded ? bound : null);
  const more = read('ours', 'sockets').map((sockets) => sockets - atOnce);
  return [
    row('fetch', 'p50', 'p50 ms', bounds.requests.p50[atOnce]),
    row('ollama', 'p50', 'p50 ms'),
    row('fetch', 'p99', 'p99 ms'),
    row('floor', 'cpu', 'CPU µs/call', bounds.requests.cpu.floor),
    row('fetch', 'cpu', 'CPU µs/call'),
    row('ollama', 'cpu', 'CPU µs/call'),
    plainRow(name, 'sockets above permits', more, bounds.requests.sockets),
  ];
}
