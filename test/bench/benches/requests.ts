import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker, startServer, type ServerProcess } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow } from '../support/rows.ts';
import type { RequestsFigures, RequestsJob } from '../tasks/requests.ts';

const calls = 2_000;
const levels = [1, 10, 50] as const;
const peers = ['ours', 'oursGenerate', 'floor', 'fetch', 'ollama'] as const;
/** Ours in two ways: one plain request, and a chat through lanes, permits, clocks and trace. */
const ways = { ours: 'request', oursGenerate: 'chat' } as const;

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
      const figures = await interleave(rounds, peers, (peer) =>
        runCounted(server, { task: 'requests', url: server.url, peer, atOnce, calls }),
      );
      rows.push(...compare(atOnce, figures));
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
  atOnce: (typeof levels)[number],
  figures: Readonly<Record<(typeof peers)[number], readonly Figures[]>>,
): BenchRow[] {
  const read = (peer: (typeof peers)[number], key: keyof Figures): number[] =>
    figures[peer].map((each) => each[key]);
  return (['ours', 'oursGenerate'] as const).flatMap((way) => {
    const name = `${atOnce} at once, ${ways[way]}`;
    const row = (
      peer: (typeof peers)[number],
      key: keyof Figures,
      measure: string,
      limit = false,
    ) =>
      ratioRow(
        name,
        measure,
        read(way, key),
        peer,
        read(peer, key),
        !limit ? null : key === 'p50' ? bounds.requests.p50[atOnce] : bounds.requests.cpu.floor,
      );
    const more = read(way, 'sockets').map((sockets) => sockets - atOnce);
    return [
      row('fetch', 'p50', 'p50 ms', true),
      row('ollama', 'p50', 'p50 ms'),
      row('fetch', 'p99', 'p99 ms'),
      row('floor', 'cpu', 'CPU µs/call', true),
      row('fetch', 'cpu', 'CPU µs/call'),
      row('ollama', 'cpu', 'CPU µs/call'),
      plainRow(name, 'sockets above permits', more, bounds.requests.sockets),
    ];
  });
}
