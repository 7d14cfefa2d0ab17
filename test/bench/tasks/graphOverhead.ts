import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import { goodModel } from '../../unit/workflow/support.ts';
import type { Job } from '../support/processes.ts';
import { outcome, requestFor } from './graph.ts';

export interface OverheadJob extends Job {
  readonly runs: number;
}

export interface OverheadFigures {
  /** Milliseconds a node, one figure a run. */
  readonly perNode: readonly number[];
}

/** Runs whose model and tests answer at once: what is left is the engine, its checkpoints on disk. */
export async function task({ runs }: OverheadJob): Promise<OverheadFigures> {
  const perNode: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const ms = await runOnce();
    // The first run loads the engine.
    if (run > 0) perNode.push(ms);
  }
  return { perNode };
}

async function runOnce(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'caravan-bench-graph-'));
  let nodes = 0;
  try {
    const began = performance.now();
    await createWorkflowEngine({ fileSystem: createNodeFileSystem() }).start(
      requestFor('Write a function slugify(title) with tests'),
      {
        model: goodModel(),
        context: {
          describe: async () => '',
          paths: async () => [],
          read: async () => undefined,
          research: async () => ({ files: [], recommendations: [], summary: '' }),
        },
        memory: { similar: async () => [], remember: async () => undefined },
        validator: {
          validate: async ({ files, testPaths }) =>
            outcome(testPaths, !/Not written yet/.test(files[0]?.content ?? '')),
        },
        checkpointFolder: folder,
      },
      (event) => {
        if (event.type === 'node-end') nodes++;
      },
      new AbortController().signal,
    );
    return (performance.now() - began) / nodes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
