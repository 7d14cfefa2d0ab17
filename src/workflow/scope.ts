import type { LangGraphRunnableConfig } from '@langchain/langgraph';
import type { IntentCache } from '../agents/intentCache.ts';
import { languageOfPath } from '../agents/taskLanguage.ts';
import type { AgentContext, ModelEvent } from '../agents/types.ts';
import type { Clock } from '../base/clock.ts';
import type { UserText } from '../base/userText.ts';
import { userText } from '../base/userText.ts';
import { attemptOf } from './attempts.ts';
import type { NodeEvent, NodeName, NodeResult } from './events.ts';
import type { RunPorts } from './ports.ts';
import { prefixOf } from './promptPrefix.ts';
import { answerStream, nodeStream, UsageMeter } from './reporter.ts';
import type { RunRequest } from './run.ts';
import type { SavedNodes } from './savedNodes.ts';
import type { RunState, RunUpdate } from './state.ts';
import { loopUsage } from './tokenBudget.ts';

/** What all nodes of one run share. */
export interface RunScope {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Does nothing once the run is over: a node that ignores its signal cannot speak any more. */
  readonly emit: (event: NodeEvent) => void;
  readonly savedNodes: SavedNodes;
  /** Of all runs of the engine. */
  readonly intents: IntentCache;
}

/** What one execution of a node is given. */
export interface NodeScope extends RunScope {
  readonly agent: AgentContext;
}

/** What a node hands back: the change of state, and what to tell about it. */
export interface NodeOutput {
  readonly update: RunUpdate;
  readonly summary: UserText;
  readonly result?: NodeResult;
}

/** The work of a node, without its events. */
export type NodeWork = (state: RunState, scope: NodeScope) => Promise<NodeOutput>;
/** A node or step as LangGraph calls it. */
export type GraphNode = (state: RunState, config: LangGraphRunnableConfig) => Promise<RunUpdate>;

/** Wraps a node's work with its events: start, phases, text, end with time and cost. */
export function reportedNode(scope: RunScope, node: NodeName, work: NodeWork): GraphNode {
  return async (state, config) => {
    const signal = config.signal ?? scope.signal;
    const attempt = attemptOf(node, state);
    const startedAt = scope.clock.now();
    const meter = new UsageMeter();
    const stream = nodeStream(node, scope.emit);
    const end = (
      outcome: 'done' | 'failed',
      summary: UserText,
      result?: NodeResult,
    ): NodeEvent => ({
      type: 'node-end',
      node,
      attempt,
      outcome,
      elapsedMs: Math.round(scope.clock.now() - startedAt),
      summary,
      ...(meter.totals && { usage: meter.totals }),
      ...(result && { result }),
    });
    scope.emit({ type: 'node-start', node, attempt });
    try {
      signal.throwIfAborted();
      const asking = agentContext(scope, state, signal, (event) => {
        meter.add(event);
        stream(event);
      });
      const byRules = scope.request.byRules?.some((each) => each === node) ?? false;
      const agent = { ...asking, byRules };
      const output = await work(state, { ...scope, signal, agent });
      signal.throwIfAborted();
      const done = end('done', output.summary, output.result);
      scope.savedNodes.after(node, () => scope.emit(done));
      return { ...output.update, ...loopUsage(node, meter.totals) };
    } catch (error) {
      scope.emit(end('failed', signal.aborted ? userText('stopped') : userText('failed')));
      throw error;
    }
  };
}

/** A step that is no node of the ten: it speaks as the chat answer, or not at all. */
export function silentStep(
  scope: RunScope,
  work: (state: RunState, scope: NodeScope) => Promise<RunUpdate>,
): GraphNode {
  return async (state, config) => {
    const signal = config.signal ?? scope.signal;
    signal.throwIfAborted();
    const startedAt = scope.clock.now();
    const meter = new UsageMeter();
    const stream = answerStream(scope.emit);
    const agent = agentContext(scope, state, signal, (event) => {
      meter.add(event);
      stream(event);
    });
    const update = await work(state, { ...scope, signal, agent });
    if (meter.totals) {
      const elapsedMs = Math.round(scope.clock.now() - startedAt);
      scope.emit({ type: 'answer-end', elapsedMs, usage: meter.totals });
    }
    return update;
  };
}

function agentContext(
  scope: RunScope,
  { blocks, record }: RunState,
  signal: AbortSignal,
  emit: (event: ModelEvent) => void,
): AgentContext {
  const { request, ports } = scope;
  return {
    model: ports.model,
    signal,
    emit,
    prefix: prefixOf(blocks, request.promptTokens),
    affinity: request.runId,
    record,
    checkSyntax: async (file) =>
      ports.validator.checkSyntax?.(file, languageOfPath(file.path), signal),
  };
}
