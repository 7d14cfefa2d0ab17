import type {
  CriticReport,
  Intent,
  ModelPhase,
  Plan,
  Reflection,
  UsageTotals,
} from '../agents/types.ts';
import type { ErrorInfo } from '../base/errors.ts';
import type { Mode, ValidationResult } from '../base/task.ts';
import type { UserText } from '../base/userText.ts';
import type { RunInterrupt } from './interrupts.ts';

/** The ten nodes, in the order of the graph. */
export const nodeNames = [
  'intent',
  'planner',
  'researcher',
  'test_generator',
  'coder',
  'validator',
  'debugger',
  'fixer',
  'reflection',
  'critic',
] as const;
export type NodeName = (typeof nodeNames)[number];

export function isNodeName(name: string): name is NodeName {
  return nodeNames.some((node) => node === name);
}

/**
 * How a run ended. `answered`: a chat answer, no files; `unusable`: a draft, but nothing to apply;
 * `rejected`: the user did not want its plan.
 */
export type RunOutcome = 'done' | 'answered' | 'unusable' | 'rejected' | 'failed' | 'cancelled';

/** Typed result of a node, for showing. */
export type NodeResult =
  | { readonly kind: 'intent'; readonly intent: Intent }
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'validation'; readonly validation: ValidationResult }
  | { readonly kind: 'reflection'; readonly reflection: Reflection }
  | { readonly kind: 'critic'; readonly critic: CriticReport };

/** A file of a proposal as it is shown; the content stays with the host. */
export interface ProposedFileSummary {
  /** Relative to the folder, `/` separated. */
  readonly path: string;
  readonly operation: 'create' | 'edit' | 'delete';
  readonly added: number;
  readonly removed: number;
  /** SHA-256 of the bytes that Apply writes, hexadecimal. */
  readonly hash: string;
  /** `ask` files are written only when named in the approval; `deny` never are. */
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly reason?: UserText;
}

export interface ProposalSummary {
  readonly id: string;
  /** Without what the user left out. */
  readonly files: readonly ProposedFileSummary[];
  /** `verified`: the generated tests ran and passed on exactly these files. */
  readonly verification: 'verified' | 'failed' | 'unverified';
  /** The user chose among the changes or edited them: no test has seen the files as they are. */
  readonly isRevised?: true;
  /** `kept`: applied for good, says the user; `undone`: applied, and every file is back. */
  readonly state: 'open' | 'applied' | 'kept' | 'discarded' | 'undone';
}

interface RunEventBase {
  readonly runId: string;
  /** Wall-clock milliseconds. */
  readonly at: number;
}

/**
 * Everything that happens in a run, as plain JSON. The same events drive the view, `ask --json`
 * and the tests. `node-delta` carries streamed text and is the only frequent one.
 */
export type RunEvent = RunEventBase &
  (
    | {
        readonly type: 'run-start';
        readonly conversationId: string;
        readonly task: string;
        readonly mode: Mode;
        /** True when finished nodes of an interrupted run are taken over. */
        readonly resumed: boolean;
      }
    /** Which model answers, known once the host has been asked. */
    | { readonly type: 'run-model'; readonly model: string; readonly host: string }
    | {
        readonly type: 'node-start';
        readonly node: NodeName;
        /** From 1. */ readonly attempt: number;
      }
    | {
        readonly type: 'node-phase';
        readonly node: NodeName;
        /** `testing-model`: the self-test of a model that was never used before. */
        readonly phase: ModelPhase | 'running-tests' | 'testing-model';
        /** Place in the queue, with `queued`: 1 = next. */
        readonly position?: number;
      }
    | {
        readonly type: 'node-delta';
        readonly node: NodeName;
        readonly channel: 'text' | 'thinking';
        readonly text: string;
      }
    | {
        readonly type: 'node-end';
        readonly node: NodeName;
        readonly attempt: number;
        readonly outcome: 'done' | 'failed';
        readonly elapsedMs: number;
        readonly summary: UserText;
        readonly usage?: UsageTotals;
        readonly result?: NodeResult;
      }
    /** The text of a chat answer as it comes; greeting and help too. */
    | {
        readonly type: 'answer-delta';
        readonly channel: 'text' | 'thinking';
        readonly text: string;
      }
    | { readonly type: 'answer-phase'; readonly phase: ModelPhase; readonly position?: number }
    | { readonly type: 'answer-end'; readonly elapsedMs: number; readonly usage?: UsageTotals }
    /** The run waits for the user's word; open until `interrupt-end` with its id, or `run-end`. */
    | { readonly type: 'interrupt'; readonly interrupt: RunInterrupt }
    | {
        readonly type: 'interrupt-end';
        readonly id: string;
        readonly decision: 'approve' | 'reject';
        /** The plan as the user changed it. */
        readonly plan?: Plan;
        /** Why it was rejected, in the user's words. */
        readonly reason?: string;
      }
    | { readonly type: 'proposal'; readonly proposal: ProposalSummary }
    | {
        readonly type: 'run-end';
        readonly outcome: RunOutcome;
        readonly elapsedMs: number;
        readonly usage: UsageTotals;
        readonly error?: ErrorInfo;
        /** Where the draft is kept when nothing can be applied. */
        readonly draftPath?: string;
      }
  );

/** A run event without what the runner adds itself; what nodes emit. */
export type NodeEvent = DistributiveOmit<RunEvent, 'runId' | 'at'>;
type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;
