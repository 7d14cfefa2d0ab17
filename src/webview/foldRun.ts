import type { ConversationItem, NodeName, RunEvent } from '../protocol/messages.ts';
import { addDelta, endStream, enterPhase } from './foldStream.ts';
import { nodeOrder } from './nodes.ts';
import { emptyRun, emptyStream, nodeOf, type NodeState, type RunState } from './run.ts';
import { without } from './without.ts';

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/**
 * The run after one more event. `pieces` counts the stream pieces a delta joins, 0 = not counted.
 * Events of other runs must not be passed.
 */
export function foldRun(run: RunState, event: RunEvent, pieces = 0): RunState {
  switch (event.type) {
    case 'run-start':
      return startRun(run, event);
    case 'run-model':
      return { ...run, model: event.model, host: event.host };
    case 'node-start':
      return withNode(run, event.node, (node) => ({
        ...node,
        status: 'running',
        startedAt: event.at,
        attempt: event.attempt,
        stream: {
          ...endStream(node.stream, event.at),
          from: [node.stream.text.length, node.stream.thinking.length],
        },
      }));
    case 'node-phase':
      return withNode(run, event.node, (node) => ({
        ...node,
        stream: enterPhase(node.stream, event.phase, event.at, event.position),
      }));
    case 'node-delta':
      return withNode(run, event.node, (node) => ({
        ...node,
        stream: addDelta(node.stream, event.channel, event.text, event.at, pieces),
      }));
    case 'node-end':
      return withNode(run, event.node, (node) => endNode(node, event));
    case 'answer-phase':
      return {
        ...run,
        answer: enterPhase(run.answer ?? emptyStream, event.phase, event.at, event.position),
      };
    case 'answer-delta':
      return {
        ...run,
        answer: addDelta(run.answer ?? emptyStream, event.channel, event.text, event.at, pieces),
      };
    case 'answer-end':
      return run;
    case 'interrupt':
      return { ...run, approval: { interrupt: event.interrupt } };
    case 'interrupt-end':
      return endApproval(run, event);
    case 'proposal':
      return { ...run, proposal: event.proposal };
    case 'run-end':
      return endRun(run, event);
  }
}

/** A stored run, folded the same way as live events are. */
export function runFromItem(item: Extract<ConversationItem, { kind: 'run' }>): RunState {
  const runId = item.events[0]?.runId ?? item.id;
  let run = item.events.reduce<RunState>((state, event) => foldRun(state, event), {
    ...emptyRun(runId, item.at),
  });
  for (const node of nodeOrder) {
    const kept = item.texts[node];
    if (kept)
      run = withNode(run, node, (state) => ({ ...state, stream: fill(state.stream, kept) }));
  }
  const answer = item.texts['answer'];
  return answer ? { ...run, answer: fill(run.answer ?? emptyStream, answer) } : run;
}

function fill<T extends object>(stream: T, kept: { text: string; thinking: string }): T {
  return { ...stream, text: kept.text, thinking: kept.thinking };
}

function withNode(run: RunState, name: NodeName, change: (node: NodeState) => NodeState): RunState {
  return { ...run, nodes: { ...run.nodes, [name]: change(nodeOf(run, name)) } };
}

/** A resumed run keeps its finished nodes; what was running when it broke off starts anew. */
function startRun(run: RunState, event: EventOf<'run-start'>): RunState {
  const started = {
    ...without(run, 'end'),
    mode: event.mode,
    startedAt: event.at,
    resumed: event.resumed,
  };
  return settleNodes(started, 'pending', 'pending');
}

function endNode(node: NodeState, event: EventOf<'node-end'>): NodeState {
  const { attempt, elapsedMs, summary, result } = event;
  const testsFailed = result?.kind === 'validation' && result.validation.status === 'failed';
  const outcome = testsFailed ? 'failed' : event.outcome;
  const entry = { attempt, outcome, elapsedMs, summary, ...(result && { result }) } as const;
  return {
    ...node,
    status: outcome,
    attempt,
    attempts: [...node.attempts.filter((other) => other.attempt !== attempt), entry],
    stream: endStream(node.stream, event.at),
  };
}

function endApproval(run: RunState, event: EventOf<'interrupt-end'>): RunState {
  const { id, decision, plan, reason } = event;
  if (run.approval?.interrupt.id !== id) return run;
  const { interrupt } = run.approval;
  const said = { ...(plan && { plan }), ...(reason !== undefined && { reason }) };
  return { ...run, approval: { interrupt, decision, ...said } };
}

function endRun(run: RunState, event: EventOf<'run-end'>): RunState {
  const { outcome, elapsedMs, usage, error, draftPath } = event;
  const running = outcome === 'failed' || outcome === 'unusable' ? 'failed' : 'skipped';
  const ended: RunState = {
    ...run,
    ...(run.answer && { answer: endStream(run.answer, event.at) }),
    end: { outcome, elapsedMs, usage, ...(error && { error }), ...(draftPath && { draftPath }) },
  };
  return settleNodes(ended, running, 'skipped');
}

/** Gives every node that is running, and every one still pending, a new status. */
function settleNodes(
  run: RunState,
  running: NodeState['status'],
  pending: NodeState['status'],
): RunState {
  let settled = run;
  for (const name of nodeOrder) {
    const { status } = nodeOf(run, name);
    const next = status === 'running' ? running : status === 'pending' ? pending : status;
    if (next !== status) settled = withNode(settled, name, (node) => ({ ...node, status: next }));
  }
  return settled;
}
