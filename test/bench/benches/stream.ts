import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker, startServer } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow, type Bound } from '../support/rows.ts';
import type { StreamFigures, StreamJob } from '../tasks/stream.ts';

const flood = { streams: 1, tokens: 20_000, repeats: 9 };
const many = { streams: 32, tokens: 2_000, repeats: 9 };
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

/** Bounded is the burst the bounds were taken from; how it is once all is compiled is told. */
function compare(
  name: string,
  figures: Readonly<Record<string, readonly StreamFigures[]>>,
  ours: 'ours' | 'oursIterator',
  limits: Readonly<Record<string, Bound>>,
): readonly BenchRow[] {
  const peers = Object.keys(figures).filter((peer) => !peer.startsWith('ours'));
  const rows = (when: keyof StreamFigures, label: string, bounded: boolean): BenchRow[] => {
    const read = (peer: string, key: 'cpu' | 'wall'): number[] =>
      (figures[peer] ?? []).map((each) => each[when][key]);
    const cpuRow = (peer: string): BenchRow => {
      const bound = bounded ? (limits[peer] ?? null) : null;
      return ratioRow(label, 'CPU µs/token', read(ours, 'cpu'), peer, read(peer, 'cpu'), bound);
    };
    return [...peers.map(cpuRow), plainRow(label, 'wall ms', read(ours, 'wall'), null)];
  };
  return [...rows('first', name, true), ...rows('later', `${name}, warm`, false)];
}
