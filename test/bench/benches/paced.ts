import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker, startServer } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow, type Bound } from '../support/rows.ts';
import type { PacedFigures, PacedJob } from '../tasks/paced.ts';

const streams = 8;
// At the slower pace a process works so little that two seconds tell more of chance than of it.
const paces = [
  { rate: 100, seconds: 6 },
  { rate: 1000, seconds: 2 },
] as const;
const peers = ['ours', 'fetch', 'http', 'ollama', 'idle'] as const;

/** Eight streams at the pace of models: what following them costs, and how soon a token arrives. */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  const server = await startServer('raw');
  try {
    say(`${streams} streams at ${paces.map(({ rate }) => rate).join(' and ')} tokens/s`);
    const figures = await interleave(rounds, peers, (peer) =>
      runWorker<PacedFigures[]>({
        task: 'paced',
        url: server.url,
        peer,
        watched: peer === 'ours' || peer === 'idle',
        streams,
        paces,
      } satisfies PacedJob),
    );
    return paces.flatMap(({ rate }, index) => {
      const read = (peer: (typeof peers)[number], key: keyof PacedFigures): number[] =>
        figures[peer].map((each) => each[index]?.[key] ?? NaN);
      const name = `${streams} × ${rate}/s`;
      const compare = (
        measure: string,
        key: keyof PacedFigures,
        limits: Readonly<Record<string, Bound>>,
      ): BenchRow[] =>
        (['fetch', 'http', 'ollama'] as const).map((peer) =>
          ratioRow(name, measure, read('ours', key), peer, read(peer, key), limits[peer] ?? null),
        );
      const idle = read('idle', 'loopP99');
      const extra = read('ours', 'loopP99').map((value, round) => value - (idle[round] ?? NaN));
      return [
        ...compare('CPU %', 'cpu', bounds.paced.cpu),
        plainRow(name, 'event loop p99 above idle, ms', extra, bounds.paced.loopP99),
        ...compare('delivery p50, µs', 'delivery', bounds.paced.delivery),
        ...compare('delivery p99, µs', 'deliveryP99', {}),
      ];
    });
  } finally {
    await server.end();
  }
}
