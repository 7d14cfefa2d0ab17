import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bounds } from '../bounds.ts';
import { clientFilesAtActivation } from '../support/activation.ts';
import type { BenchOptions } from '../support/bench.ts';
import { bundleClient } from '../support/clientBundle.ts';
import { runWorker, startServer } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow } from '../support/rows.ts';
import type { SizeFigures, SizeJob } from '../tasks/size.ts';

/** What the client weighs, and how soon a cold process has its first answer. */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'caravan-size-'));
  const server = await startServer('raw');
  try {
    say('bundling');
    const { file, bytes } = await bundleClient(join(folder, 'client'));
    const early = await clientFilesAtActivation(join(folder, 'dist'));
    say('first answers of cold processes');
    const figures = await interleave(rounds, ['ours', 'fetch'] as const, (peer) =>
      runWorker<SizeFigures>({ task: 'size', peer, url: server.url, file } satisfies SizeJob),
    );
    const read = (peer: 'ours' | 'fetch', key: keyof SizeFigures): number[] =>
      figures[peer].map((each) => each[key]);
    const total = (peer: 'ours' | 'fetch'): number[] =>
      figures[peer].map(({ importMs, firstAnswerMs }) => importMs + firstAnswerMs);
    const { size } = bounds;
    return [
      plainRow('bundle', 'KB minified', [bytes / 1024], size.bundle),
      plainRow('cold process', 'import ms', read('ours', 'importMs'), null),
      ratioRow(
        'cold process',
        'import + first answer, ms',
        total('ours'),
        'fetch',
        total('fetch'),
        size.firstAnswer.fetch,
      ),
      plainRow('activation', 'files read that hold it', [early], size.atActivation),
      plainRow(
        'after an answer',
        'fetch dispatchers replaced',
        [Math.max(...read('ours', 'dispatchers'))],
        size.dispatcher,
      ),
    ];
  } finally {
    await server.end();
    await rm(folder, { recursive: true, force: true });
  }
}
