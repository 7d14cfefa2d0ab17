import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { createCertificate } from '../support/certificate.ts';
import { runWorker, startServer } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow } from '../support/rows.ts';
import type { H2Figures, H2Job } from '../tasks/h2.ts';

const shape = { streams: 50, tokens: 2_000 };
const name = `${shape.streams} × ${shape.tokens.toLocaleString('en')} over TLS`;

interface Figures extends H2Figures {
  readonly connections: number;
}

/** Many streams over TLS: HTTP/2 against HTTP/1.1, and the ends it must not believe. */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  const { key, cert } = await createCertificate();
  // One server for both: it writes a token a frame or chunk, as it is when each is flushed.
  const server = await startServer('h2', key, cert);
  try {
    say(name);
    const figures = await interleave(rounds, ['h2', 'h1'] as const, async (peer) => {
      const before = await server.ask<number>('connections');
      const allowH2 = peer === 'h2';
      const job: H2Job = {
        task: 'h2',
        url: server.url,
        ca: cert,
        allowH2,
        resets: allowH2 ? 20 : 0,
        ...shape,
      };
      const measured = await runWorker<H2Figures>(job);
      const connections = (await server.ask<number>('connections')) - before;
      return { ...measured, connections } satisfies Figures;
    });
    const read = (peer: 'h2' | 'h1', key: keyof Figures): number[] =>
      figures[peer].map((each) => each[key]);
    const most = Math.max(...read('h2', 'connections'));
    const share = Math.min(...read('h2', 'trueEnds'));
    return [
      plainRow(name, 'connections', [most], bounds.h2.connections),
      ratioRow(name, 'wall ms', read('h2', 'wall'), 'HTTP/1.1', read('h1', 'wall'), bounds.h2.wall),
      ratioRow(name, 'CPU µs/token', read('h2', 'cpu'), 'HTTP/1.1', read('h1', 'cpu'), null),
      plainRow('reset with CANCEL, NO_ERROR', 'share seen', [share], bounds.h2.trueEnds),
    ];
  } finally {
    await server.end();
  }
}
