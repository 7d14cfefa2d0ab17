import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createScriptedOllama } from '../support/scriptedOllama.ts';
import { askOnce } from './askOnce.ts';
import { isSolved, malformedFiles } from './judgeFolder.ts';
import type { Outcome, Way } from './outcome.ts';
import { runGraph, trailOf, type GraphRun, type RunChanges } from './runGraph.ts';
import type { Profile } from './simulated/profiles.ts';
import { SimulatedCoder, type AnswerNote } from './simulated/simulatedCoder.ts';
import { countStructured, type StructuredCalls } from './structuredCalls.ts';
import type { EvalTask } from './tasks.ts';
import { tapServer } from './wireTap.ts';

/** Who answers: a server that is there, or a simulated coder that is started for the run. */
export type Answerer =
  | { readonly kind: 'server'; readonly host: string; readonly model: string }
  | { readonly kind: 'simulated'; readonly profile: Profile };

/** Puts one task one way and judges the folder that comes out. */
export async function runTask(
  task: EvalTask,
  way: Way,
  answerer: Answerer,
  seed: number,
  changes: RunChanges = {},
): Promise<Outcome> {
  const trail: string[] = [];
  let calls = 0;
  const server = await serve(answerer, task, seed, (note) => {
    calls++;
    const line = lineOf(note);
    if (line !== undefined) trail.push(line);
  });
  const root = await mkdtemp(join(tmpdir(), 'caravan-eval-'));
  const folder = join(root, 'project');
  const unsandboxed = answerer.kind === 'simulated' ? 'allow' : 'refuse';
  try {
    await mkdir(folder);
    for (const file of task.start) {
      const path = join(folder, file.path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, file.content);
    }
    const began = performance.now();
    const run =
      way === 'question'
        ? await question(task, folder, server, seed)
        : await graph(
            task,
            { folder, storage: join(root, 'state'), ...server, unsandboxed, ...changes },
            trail,
          );
    const seconds = (performance.now() - began) / 1_000;
    return {
      task: task.id,
      gives: task.gives,
      seed,
      way,
      seconds,
      calls,
      trail,
      claimed: run.claimed,
      ended: run.ended,
      promptTokens: run.promptTokens,
      replyTokens: run.replyTokens,
      ...(run.error !== undefined && { error: run.error }),
      ...(server.structured && { structured: server.structured() }),
      ...(run.protocolErrors && { protocolErrors: run.protocolErrors }),
      solved: await isSolved(task, folder, unsandboxed),
      malformed: await malformedFiles(folder, run.written),
    };
  } finally {
    await server.close();
    await rm(root, { recursive: true, force: true });
  }
}

interface Serving {
  readonly host: string;
  readonly model: string;
  /** Of a real server: what it was asked so far. */
  readonly structured?: () => StructuredCalls;
  close(): Promise<void>;
}

async function serve(
  answerer: Answerer,
  task: EvalTask,
  seed: number,
  onAnswer: (note: AnswerNote) => void,
): Promise<Serving> {
  if (answerer.kind === 'server') {
    const tap = await tapServer(answerer.host);
    return {
      host: tap.url,
      model: answerer.model,
      structured: () => countStructured(tap.chats()),
      close: () => tap.close(),
    };
  }
  const coder = new SimulatedCoder([task], answerer.profile, seed, onAnswer);
  const model = `simulated-coder:${answerer.profile.name}`;
  const server = await createScriptedOllama({
    models: [
      {
        name: model,
        size: 2_000_000_000,
        family: 'qwen2',
        parameters: answerer.profile.parameters,
      },
    ],
    reply: coder.answer,
  });
  return { host: server.url, model, close: () => server.close() };
}

async function question(
  task: EvalTask,
  folder: string,
  { host, model }: Serving,
  seed: number,
): Promise<GraphRun> {
  const asked = await askOnce(task, folder, host, model, seed);
  return { ended: 'answered', claimed: false, written: [], ...asked };
}

/** A run that throws is an outcome too: the worst one. */
async function graph(
  task: EvalTask,
  place: Parameters<typeof runGraph>[1],
  trail: string[],
): Promise<GraphRun> {
  try {
    return await runGraph(task, place, (event) => {
      const line = trailOf(event);
      if (line !== undefined) trail.push(line);
    });
  } catch (error) {
    const none = { claimed: false, written: [], promptTokens: 0, replyTokens: 0 };
    return { ended: 'crashed', ...none, error: String(error) };
  }
}

function lineOf({ wants, truth, noise }: AnswerNote): string | undefined {
  if (wants === 'talk') return undefined;
  if (wants === 'object') return noise.length > 0 ? `json:${noise.join('+')}` : undefined;
  return `${wants}:${[truth, ...noise].join('+')}`;
}
