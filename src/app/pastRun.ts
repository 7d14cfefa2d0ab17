import type { UsageTotals } from '../agents/types.ts';
import type { Mode } from '../base/task.ts';
import type { UserText } from '../base/userText.ts';
import type { RunOutcome } from '../workflow/events.ts';
import type { RunPoint } from '../workflow/runPoints.ts';

/** A run as the list of past runs shows it. */
export interface PastRun {
  readonly runId: string;
  readonly conversationId: string;
  readonly task: string;
  readonly mode: Mode;
  /** Folder it worked in (absolute); missing where none was open. */
  readonly folder?: string;
  /** The model that answered, or that was to answer. */
  readonly model: string;
  /** Wall-clock milliseconds; of the last part when it was resumed. */
  readonly startedAt: number;
  /** `interrupted`: cut off, can be resumed; `running`: here or in another window. */
  readonly outcome: RunOutcome | 'interrupted' | 'running';
  /** Milliseconds it worked, over all its parts. */
  readonly elapsedMs: number;
  readonly usage: UsageTotals;
}

/** A finished node of a past run, from which the task can be done again. */
export interface PastNode extends RunPoint {
  readonly summary?: UserText;
  readonly elapsedMs?: number;
}

/** What may differ when a past run is done again. Seeds always differ. */
export interface RunAgainOptions {
  /** Left out: the model that the settings say. */
  readonly model?: string;
}
