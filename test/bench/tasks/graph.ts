import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ValidationResult } from '../../../src/base/task.ts';
import type { ChatMessage, Model } from '../../../src/llm/model.ts';
import { createModelClient } from '../../../src/llm/modelClient.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import { nodeSettings } from '../../../src/node/nodeSettings.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import type { RunRequest } from '../../../src/workflow/run.ts';
import { loadTasks } from '../../eval/tasks.ts';
import type { Job } from '../support/processes.ts';

export interface GraphJob extends Job {
  readonly url: string;
  readonly eval: string;
  /** Milliseconds the tests take. */
  readonly testMs: number;
}

export interface GraphFigures {
  /** Milliseconds from the task to the result. */
  readonly graph: number;
  /** The original's order: every node asks, one after the other, its role text first. */
  readonly linear: number;
  /** Our own calls, one after the other. */
  readonly ownInTurn: number;
  readonly calls: number;
}

interface Call {
  readonly label: string;
  readonly messages: readonly ChatMessage[];
}

/** One run through the graph, then the same task in the original's order. */
export async function task(job: GraphJob): Promise<GraphFigures> {
  const client = createModelClient({
    settings: nodeSettings({ host: job.url, model: 'paced:1b', maxConcurrent: 2 }, {}),
    clock: systemClock,
    logger: silentLogger,
  });
  try {
    const calls: Call[] = [];
    await client.catalog.resolveDefault(never);
    const graph = await timed(() => runGraph(job, recording(client.model, calls)));
    const inTurn = async (prompts: readonly Call[]): Promise<number> =>
      timed(async () => {
        for (const { label, messages } of prompts) {
          await client.model.generate({ label, messages, lane: 'agent', signal: never });
        }
        await wait(job.testMs);
      });
    const linear = await inTurn(originalCalls(calls));
    const ownInTurn = await inTurn(calls.map(({ label, messages }) => roleFirst(label, messages)));
    return { graph, linear, ownInTurn, calls: calls.length };
  } finally {
    await client.close(1_000);
  }
}

const never = new AbortController().signal;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The prompts of the original: the same words, but each with its role text first. */
function originalCalls(calls: readonly Call[]): readonly Call[] {
  const of = (label: string): readonly ChatMessage[] =>
    calls.find((call) => call.label === label)?.messages ?? [];
  return [
    shortAnswer('intent', of('planner'), 60),
    roleFirst('planner', of('planner')),
    shortAnswer('researcher', of('test_generator'), 150),
    roleFirst('test_generator', of('test_generator')),
    roleFirst('coder', of('coder')),
    roleFirst('reflection', of('reflection')),
    roleFirst('critic', of('critic')),
  ];
}

function roleFirst(label: string, messages: readonly ChatMessage[]): Call {
  const [system, ...rest] = messages;
  const content = `You are the ${label} agent.\n${system?.content ?? ''}`;
  return { label, messages: [{ role: 'system', content }, ...rest] };
}

function shortAnswer(label: string, messages: readonly ChatMessage[], tokens: number): Call {
  const call = roleFirst(label, messages);
  const last = { role: 'user' as const, content: `Answer with ${tokens} tokens.` };
  return { label, messages: [...call.messages, last] };
}

/** The model, keeping what it was asked. */
function recording(model: Model, calls: Call[]): Model {
  return {
    stream: (request, ...rest) => model.stream(request, ...rest),
    generate: (request, ...rest) => {
      calls.push({ label: request.label, messages: request.messages });
      return model.generate(request, ...rest);
    },
    generateObject: (request, ...rest) => {
      calls.push({ label: request.label, messages: request.messages });
      return model.generateObject(request, ...rest);
    },
  };
}

async function runGraph(job: GraphJob, model: Model): Promise<void> {
  const [wanted] = loadTasks(job.eval);
  if (!wanted) throw new Error(`there is no task ${job.eval}`);
  const folder = await mkdtemp(join(tmpdir(), 'caravan-bench-graph-'));
  try {
    const result = await createWorkflowEngine({ fileSystem: createNodeFileSystem() }).start(
      requestFor(wanted.text),
      {
        model,
        context: {
          describe: async () => 'TypeScript; package.json "demo"; 12 files.',
          paths: async () => ['package.json', 'src/index.ts'],
          read: async () => undefined,
          research: async () => ({ files: [], recommendations: [], summary: '' }),
        },
        memory: { similar: async () => [], remember: async () => undefined },
        validator: {
          validate: async ({ files, testPaths }) => {
            await wait(job.testMs);
            const isStub = /Not written yet/.test(files[0]?.content ?? '');
            return outcome(testPaths, !isStub);
          },
        },
        checkpointFolder: folder,
      },
      () => undefined,
      never,
    );
    if (result.validation?.status !== 'passed') throw new Error('the run did not solve its task');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A run request with the defaults. */
export function requestFor(task: string): RunRequest {
  return {
    runId: `bench-${performance.now()}`,
    conversationId: 'bench',
    task,
    mode: 'auto',
    history: [],
    maxIterations: 3,
    model: 'paced:1b',
    attachments: [],
  };
}

/** One test a file, all of them passed or failed. */
export function outcome(testPaths: readonly string[], passed: boolean): ValidationResult {
  return {
    status: passed ? 'passed' : 'failed',
    tests: testPaths.map((testFile) => ({ name: 'works', passed, testFile })),
    output: '',
    durationMs: 1,
  };
}
