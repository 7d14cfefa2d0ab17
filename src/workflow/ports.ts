import type { ModelRecord } from '../agents/modelRecord.ts';
import type { Model, ModelEvent } from '../agents/types.ts';
import type { ContextProvider, Memory } from '../context/ports.ts';
import type { Validator } from '../validate/validator.ts';
import type { InterruptAnswer, RunInterrupt } from './interrupts.ts';

/** Everything a run needs from outside; built by `app/`, one set a run. */
export interface RunPorts {
  readonly model: Model;
  readonly context: ContextProvider;
  readonly memory: Memory;
  readonly validator: Validator;
  /**
   * What the run's model can do; undefined when that could not be told. It is measured when it is
   * first asked for: `onEvent` sees the calls of that, which are none later.
   */
  readonly record?: (
    signal: AbortSignal,
    onEvent: (event: ModelEvent) => void,
  ) => Promise<ModelRecord | undefined>;
  /** Gets the user's word on an interrupt, however long that takes; needed where a run asks. */
  readonly ask?: (interrupt: RunInterrupt, signal: AbortSignal) => Promise<InterruptAnswer>;
  /** Folder for this run's checkpoints (absolute). */
  readonly checkpointFolder: string;
}
