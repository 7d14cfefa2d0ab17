import type { Model } from '../agents/types.ts';
import type { ContextProvider, Memory } from '../context/ports.ts';
import type { Validator } from '../validate/validator.ts';

/** Everything a run needs from outside; built by `app/`, one set a run. */
export interface RunPorts {
  readonly model: Model;
  readonly context: ContextProvider;
  readonly memory: Memory;
  readonly validator: Validator;
  /** Folder for this run's checkpoints (absolute). */
  readonly checkpointFolder: string;
}
