import type { ChatMessage } from '../agents/types.ts';
import type { Mode } from '../base/task.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import type { SourceFile, ValidationResult } from '../base/task.ts';
import type { NodeEvent, NodeName, RunOutcome } from './events.ts';
import type { SparableNode } from './defaultGraph.ts';
import type { RunPorts } from './ports.ts';

/** What a run is asked to do. Stored with the checkpoint, so it must stay plain JSON. */
export interface RunRequest {
  readonly runId: string;
  readonly conversationId: string;
  readonly task: string;
  /** Folder it works in (absolute); missing where none is open. */
  readonly folder?: string;
  readonly mode: Mode;
  /** Earlier turns of the conversation, oldest first, already summarised to the budget. */
  readonly history: readonly ChatMessage[];
  /** Debugger → fixer rounds at most; fresh attempts are budgeted from it. */
  readonly maxIterations: number;
  readonly model: string;
  /** Wait for the user's word on the plan before anything is written. */
  readonly approvePlan?: boolean;
  /** Tokens that prompts should have at most, by the size of the model; small where left out. */
  readonly promptTokens?: number;
  /** A review that says so starts one more round from the planner, within the same versions. */
  readonly secondRound?: boolean;
  /** Goes on from the state another run had before one of its nodes. */
  readonly again?: RunAgain;
  /** Nodes that ask no model: with one of this class their questions only cost. */
  readonly byRules?: readonly SparableNode[];
  /** Nodes to leave out, to measure what they add. */
  readonly without?: readonly NodeName[];
  /** What the conversation made before, where the task speaks of it. */
  readonly previous?: readonly SourceFile[];
  /** Attached by the user: mentioned files, the selection. */
  readonly attachments: readonly SourceFile[];
}

/** Where a run goes on from; the run named is not changed by it. */
export interface RunAgain {
  readonly runId: string;
  /** Id of a {@link RunPoint}. */
  readonly point: string;
  /** Model for all calls of the run; left out: as the settings say. */
  readonly model?: string;
}

/** What a run made. */
export interface RunResult {
  readonly outcome: Extract<RunOutcome, 'done' | 'answered' | 'unusable' | 'rejected'>;
  /** Best files the run reached; empty for a chat answer. */
  readonly files: readonly SourceFile[];
  readonly validation?: ValidationResult;
  /** It ended with the best version so far because the time or the tokens for more were used up. */
  readonly cutShort?: 'time' | 'tokens';
  /** Text of the chat answer, the closing summary of a code run, or why the plan was rejected. */
  readonly answer: string;
}

/** Loaded lazily: the one door to the LangGraph bundle. */
export interface WorkflowEngine {
  /**
   * Runs a task from the start. Rejects with the signal's reason when aborted and with a
   * CaravanError otherwise; the checkpoint on disk is then complete up to the last finished node.
   */
  start(
    request: RunRequest,
    ports: RunPorts,
    emit: (event: NodeEvent) => void,
    signal: AbortSignal,
  ): Promise<RunResult>;
  /** Goes on after the last finished node of an interrupted run. */
  resume(
    request: RunRequest,
    ports: RunPorts,
    emit: (event: NodeEvent) => void,
    signal: AbortSignal,
  ): Promise<RunResult>;
}

/** Creates the engine; exported by the lazily loaded module `workflow/engine.ts`. */
export type CreateWorkflowEngine = (options: { readonly fileSystem: FileSystem }) => WorkflowEngine;
