import type { ModelRecord } from '../agents/modelRecord.ts';
import type { Model, ModelEvent } from '../agents/types.ts';
import type { ContextProvider, Memory } from '../context/ports.ts';
import type { Validator } from '../validate/validator.ts';
import type { NodeEvent } from './events.ts';
import type { InterruptAnswer, RunInterrupt } from './interrupts.ts';

/** A run of the past, whose states and records are only read. */
export interface EarlierRun {
  /** Folder of its checkpoints (absolute). */
  readonly checkpointFolder: string;
  /** Its nodes that ended well, in the order they did, without what they cost. */
  readonly ended: readonly EndedNode[];
}

/** What was told of a node when it ended. */
export type EndedNode = Extract<NodeEvent, { type: 'node-end' }>;

/** Everything a run needs from outside; built by `app/`, one set a run. */
export interface RunPorts {
  readonly model: Model;
  readonly context: ContextProvider;
  readonly memory: Memory;
  readonly validator: Validator;
  /**
   * What the run's model can do; undefined when that could not be told. It is measured when it is
   * first asked for: `onEvent` sees the calls of that, which are none later. Without `onEvent`
   * nothing is measured: only what is known already is told.
   */
  readonly record?: (
    signal: AbortSignal,
    onEvent?: (event: ModelEvent) => void,
  ) => Promise<ModelRecord | undefined>;
  /** Gets the user's word on an interrupt, however long that takes; needed where a run asks. */
  readonly ask?: (interrupt: RunInterrupt, signal: AbortSignal) => Promise<InterruptAnswer>;
  /** The run that this one goes on from, where its request says so. */
  readonly earlier?: EarlierRun;
  /** Folder for this run's checkpoints (absolute). */
  readonly checkpointFolder: string;
}
