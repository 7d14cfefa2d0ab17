import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker, startServer } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow, type Bound } from '../support/rows.ts';
import type { StreamFigures, StreamJob } from '../tasks/stream.ts';

const flood = { streams: 1, tokens: 20_000, repeats: 5 };
const many = { streams: 32, tokens: 2_000, repeats: 5 };
const floodPeers = [
  'ours',
  'oursIterator',
  'floor',
  'fetch',
  'http',
  'ollama',
  'langchain',
  'aiSdk',
  'openai',
] as const;
const manyPeers = ['ours', 'floor', 'fetch', 'ollama'] as const;

/** Streams as fast as the socket takes them: what one token costs. */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  const server = await startServer('raw');
  const run = (shape: typeof flood, peer: string): Promise<StreamFigures> =>
    runWorker<StreamFigures>({
      task: 'stream',
      url: server.url,
      peer,
      ...shape,
    } satisfies StreamJob);
  try {
    say('one stream of 20,000 tokens');
    const one = await interleave(rounds, floodPeers, (peer) => run(flood, peer));
    say('32 streams of 2,000 tokens');
    const all = await interleave(rounds, manyPeers, (peer) => run(many, peer));
    return [
      ...compare('1 × 20,000, callback', one, 'ours', bounds.stream.callback),
      ...compare('1 × 20,000, iterator', one, 'oursIterator', bounds.stream.iterator),
      ...compare('32 × 2,000, callback', all, 'ours', bounds.stream.many),
    ];
  } finally {
    await server.end();
  }
}

function compare(
  name: string,
  figures: Readonly<Record<string, readonly StreamFigures[]>>,
  ours: 'ours' | 'oursIterator',
  limits: Readonly<Record<string, Bound>>,
): readonly BenchRow[] {
  const cpu = (peer: string): number[] => (figures[peer] ?? []).map((each) => each.cpu);
  const peers = Object.keys(figures).filter((peer) => !peer.startsWith('ours'));
  return [
    ...peers.map((peer) =>
      ratioRow(name, 'CPU µs/token', cpu(ours), peer, cpu(peer), limits[peer] ?? null),
    ),
    plainRow(
      name,
      'wall ms',
      (figures[ours] ?? []).map((each) => each.wall),
      null,
    ),
  ];
}
