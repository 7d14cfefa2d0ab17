import type {
  ErrorInfo,
  Mode,
  ModelPhase,
  NodeName,
  NodeResult,
  Plan,
  ProposalSummary,
  RunInterrupt,
  RunOutcome,
  UsageTotals,
  UserText,
} from '../protocol/messages.ts';

/** What a step is busy with. The last two are the validator's own. */
export type Phase = ModelPhase | 'running-tests' | 'testing-model';

/** Tokens from `since` to `until` (wall-clock milliseconds); estimated when nobody counted them. */
export interface Rate {
  readonly since: number;
  readonly until: number;
  readonly tokens: number;
  readonly estimated: boolean;
}

/** Streamed text of one model call and how fast it comes. */
export interface Stream {
  readonly text: string;
  readonly thinking: string;
  /** Length of `text` and of `thinking` when the current attempt began. */
  readonly from: readonly [text: number, thinking: number];
  readonly phase?: Phase;
  /** Place in the queue, with `queued`: 1 = next. */
  readonly position?: number;
  readonly rate?: Rate;
  /** Wall-clock milliseconds when thinking began and ended. */
  readonly thinkingFrom?: number;
  readonly thinkingTo?: number;
}

/** One finished pass through a node; the debug loop makes several. */
export interface Attempt {
  readonly attempt: number;
  readonly outcome: 'done' | 'failed';
  readonly elapsedMs: number;
  readonly summary: UserText;
  readonly result?: NodeResult;
}

/** How far a step is; `skipped`: the run was over before it. */
export type NodeStatus = 'pending' | 'running' | 'done' | 'failed' | 'skipped';

/** One step as it is shown, with the attempts before. */
export interface NodeState {
  readonly status: NodeStatus;
  /** Wall-clock milliseconds; of the attempt that is running. */
  readonly startedAt?: number;
  readonly attempt: number;
  readonly attempts: readonly Attempt[];
  readonly stream: Stream;
}

/** What the end of a run says; `elapsedMs` is milliseconds. */
export interface RunEnd {
  readonly outcome: RunOutcome;
  readonly elapsedMs: number;
  readonly usage: UsageTotals;
  readonly error?: ErrorInfo;
  readonly draftPath?: string;
}

/** A question of the run and, once it is there, the user's word on it. */
export interface Approval {
  readonly interrupt: RunInterrupt;
  readonly decision?: 'approve' | 'reject';
  /** The plan as the user changed it. */
  readonly plan?: Plan;
  readonly reason?: string;
}

/** A run as the view shows it: the fold of its events. */
export interface RunState {
  readonly runId: string;
  readonly mode: Mode;
  readonly model?: string;
  readonly host?: string;
  /** Wall-clock milliseconds. */
  readonly startedAt: number;
  readonly resumed: boolean;
  readonly nodes: Readonly<Partial<Record<NodeName, NodeState>>>;
  readonly answer?: Stream;
  readonly approval?: Approval;
  readonly proposal?: ProposalSummary;
  readonly end?: RunEnd;
}

/** A stream before its first text. */
export const emptyStream: Stream = { text: '', thinking: '', from: [0, 0] };

const idleNode: NodeState = { status: 'pending', attempt: 0, attempts: [], stream: emptyStream };

/** State of a node, also of one that no event has named yet. */
export function nodeOf(run: RunState, node: NodeName): NodeState {
  return run.nodes[node] ?? idleNode;
}

/** Has a step of the run ever begun? */
export function hasBegun({ nodes }: RunState): boolean {
  return Object.values(nodes).some(
    ({ startedAt, attempts }) => startedAt !== undefined || attempts.length > 0,
  );
}

/** True while the run stands still until the user has decided. */
export function waitsForApproval({ approval, end }: RunState): boolean {
  return approval !== undefined && approval.decision === undefined && !end;
}

/** A run nothing has happened in yet. */
export function emptyRun(runId: string, at: number): RunState {
  return { runId, mode: 'auto', startedAt: at, resumed: false, nodes: {} };
}
