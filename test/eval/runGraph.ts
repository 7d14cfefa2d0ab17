import { createCaravan } from '../../src/app/createCaravan.ts';
import type { RunEvent } from '../../src/app/index.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { ask } from '../../src/node/ask.ts';
import { nodeSettings } from '../../src/node/nodeSettings.ts';
import { createNodeWriter } from '../../src/node/nodeWriter.ts';
import { nodeProcessOwner } from '../../src/node/processOwner.ts';
import { createValidator } from '../../src/validate/createValidator.ts';
import type { NodeName } from '../../src/workflow/events.ts';
import type { CreateWorkflowEngine } from '../../src/workflow/run.ts';
import { protocolErrors } from './protocolErrors.ts';
import type { EvalTask } from './tasks.ts';

/** How a run differs from what a user would get. */
export interface RunChanges {
  /** Rounds of the loop at most. */
  readonly attempts?: number | undefined;
  readonly secondRound?: boolean | undefined;
  /** All nodes ask the model, also those that only cost with one of its size. */
  readonly wholeGraph?: boolean | undefined;
  /** A node to go around. */
  readonly without?: NodeName | undefined;
}

/** Where and with what a task runs. */
export interface Place extends RunChanges {
  readonly folder: string;
  /** For checkpoints and drafts; not below `folder`. */
  readonly storage: string;
  readonly host: string;
  readonly model: string;
  readonly unsandboxed: 'refuse' | 'allow';
}

/** What a run of the graph came to. */
export interface GraphRun {
  readonly ended: string;
  readonly claimed: boolean;
  readonly written: readonly string[];
  readonly promptTokens: number;
  readonly replyTokens: number;
  readonly error?: string;
  readonly protocolErrors?: readonly string[];
}

/** Runs a task through the whole graph and applies whatever files come out. */
export async function runGraph(
  task: EvalTask,
  place: Place,
  onEvent: (event: RunEvent) => void,
): Promise<GraphRun> {
  const fileSystem = createNodeFileSystem();
  const settings = nodeSettings(
    {
      host: place.host,
      model: place.model,
      allowUnsandboxedTests: place.unsandboxed === 'allow',
      secondRound: place.secondRound ?? false,
      wholeGraph: place.wholeGraph ?? false,
      ...(place.attempts !== undefined && { maxAttempts: place.attempts }),
    },
    {},
  );
  const caravan = createCaravan({
    settings,
    fileSystem,
    writer: createNodeWriter({ fileSystem }),
    folder: () => place.folder,
    isTrusted: () => true,
    storageFolder: place.storage,
    owner: nodeProcessOwner,
    clock: systemClock,
    logger: silentLogger,
    loadEngine: () => engineWithout(place.without),
    createValidator: (folder) =>
      createValidator({
        folder,
        isTrusted: () => true,
        clock: systemClock,
        unsandboxed: place.unsandboxed,
      }),
  });
  const events: RunEvent[] = [];
  const seen: { end?: Extract<RunEvent, { type: 'run-end' }>; claimed: boolean } = {
    claimed: false,
  };
  try {
    const { written } = await ask(
      caravan,
      {
        command: 'ask',
        task: task.text,
        folder: place.folder,
        mode: 'auto',
        apply: 'always',
        allowUnsandboxedTests: false,
        json: false,
      },
      (event) => {
        events.push(event);
        if (event.type === 'run-end') seen.end = event;
        if (event.type === 'proposal') seen.claimed = event.proposal.verification === 'verified';
        onEvent(event);
      },
      new AbortController().signal,
    );
    const { end, claimed } = seen;
    return {
      ended: end?.outcome ?? 'no run-end',
      claimed,
      written,
      promptTokens: end?.usage.promptTokens ?? 0,
      replyTokens: end?.usage.replyTokens ?? 0,
      protocolErrors: protocolErrors(events),
      ...(end?.error && { error: end.error.code }),
    };
  } finally {
    await caravan.shutdown(2_000);
  }
}

/** The engine, going around a node whatever it is asked. */
async function engineWithout(node: NodeName | undefined): Promise<CreateWorkflowEngine> {
  const { createWorkflowEngine } = await import('../../src/workflow/engine.ts');
  if (node === undefined) return createWorkflowEngine;
  return (options) => {
    const engine = createWorkflowEngine(options);
    const without = [node];
    return {
      start: (request, ...rest) => engine.start({ ...request, without }, ...rest),
      resume: (request, ...rest) => engine.resume({ ...request, without }, ...rest),
    };
  };
}

/** A line of the trail for an event that tells how a run goes; undefined for the others. */
export function trailOf(event: RunEvent): string | undefined {
  if (event.type === 'proposal' && event.proposal.state === 'open') {
    return `proposal:${event.proposal.verification}`;
  }
  if (event.type === 'run-end' && event.outcome !== 'done') return `end:${event.outcome}`;
  if (event.type !== 'node-end') return undefined;
  if (event.outcome === 'failed') return `${event.node} failed`;
  const { result } = event;
  switch (result?.kind) {
    case 'intent':
      return `intent:${result.intent.type}/${result.intent.mode}`;
    case 'plan':
      return `plan:${result.plan.codePath}#${result.plan.symbol ?? '-'}`;
    case 'validation': {
      const { status, tests, problem } = result.validation;
      const passed = tests.filter((test) => test.passed).length;
      return `→ ${status} ${passed}/${tests.length}${tests.length === 0 && problem ? ` (${problem.slice(0, 70)})` : ''}`;
    }
    default:
      return undefined;
  }
}
