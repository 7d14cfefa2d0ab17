import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { runWorker, startServer } from '../support/processes.ts';
import { plainRow, ratioRow, type BenchRow } from '../support/rows.ts';
import type { GraphFigures, GraphJob } from '../tasks/graph.ts';
import type { OverheadFigures, OverheadJob } from '../tasks/graphOverhead.ts';

/** A task of each kind: the graph asks for tests only where the user gives none that decide. */
const tasks = {
  'words only': 'ts-lru-cache',
  'examples given': 'ts-slugify',
} as const;

/** A whole run against the original's order of calls, and what the engine itself takes. */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  const server = await startServer('graph');
  try {
    const rows: BenchRow[] = [];
    for (const [name, id] of Object.entries(tasks)) {
      say(`a run with 2 permits, ${name}`);
      const figures: GraphFigures[] = [];
      for (let round = 0; round < rounds; round++) {
        await server.ask('forget');
        const job = { task: 'graph', url: server.url, eval: id, testMs: 30 } satisfies GraphJob;
        figures.push(await runWorker<GraphFigures>(job));
      }
      const of = (key: keyof GraphFigures): number[] => figures.map((each) => each[key]);
      const bound = bounds.graph.linear;
      rows.push(
        ratioRow(name, 'wall ms', of('graph'), 'the original’s order', of('linear'), bound),
        ratioRow(name, 'wall ms', of('graph'), 'our calls in turn', of('ownInTurn'), null),
        plainRow(name, 'model calls', of('calls'), null),
      );
    }
    say('runs whose model and tests answer at once');
    const { perNode } = await runWorker<OverheadFigures>({
      task: 'graphOverhead',
      runs: rounds,
    } satisfies OverheadJob);
    rows.push(plainRow('engine', 'ms a node', perNode, bounds.graph.overhead));
    return rows;
  } finally {
    await server.end();
  }
}
