import type { Caravan, ErrorCode, RunEvent, RunOutcome } from '../app/index.ts';
import { noServerCodes } from '../base/errors.ts';
import type { CliOptions } from './cliOptions.ts';
import type { Decide } from './planPrompt.ts';
import type { RunPrinter } from './runPrinter.ts';

/** How `ask` ends, as the README lists it. */
export const exitCodes = {
  done: 0,
  usage: 2,
  noModelServer: 3,
  noResult: 4,
  cancelled: 130,
} as const;

const noServer: ReadonlySet<ErrorCode> = new Set(noServerCodes);

/** The command line has to say first that text may go elsewhere. */
const notAllowed: ReadonlySet<ErrorCode> = new Set(['consent-missing', 'model-remote']);

/** What came of `ask`. */
export interface AskResult {
  readonly exitCode: number;
  /** Files written. */
  readonly written: readonly string[];
  /** Where the draft is, when files were not written. */
  readonly draftPath?: string;
}

type Interrupted = Extract<RunEvent, { type: 'interrupt' }>;
type AskOptions = Extract<CliOptions, { command: 'ask' }>;

/**
 * Runs one task without an editor and applies its files as the options say.
 * @param decide gets the user's word on the plan; needed where the settings ask for it.
 */
export async function ask(
  caravan: Caravan,
  options: Partial<AskOptions> & Pick<AskOptions, 'task' | 'mode' | 'apply'>,
  print: RunPrinter,
  signal: AbortSignal,
  decide?: Decide,
): Promise<AskResult> {
  const events: RunEvent[] = [];
  const over = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  const answer = async ({ runId, interrupt }: Interrupted): Promise<void> => {
    try {
      const word = await decide?.(interrupt, AbortSignal.any([signal, over.signal]));
      if (word) await caravan.answerInterrupt(runId, interrupt.id, word);
    } catch (error) {
      if (!signal.aborted && !over.signal.aborted) failure = { error };
      caravan.stop(runId);
    }
  };
  const subscription = caravan.onRunEvent((event) => {
    if (event.type !== 'node-delta' && event.type !== 'answer-delta') events.push(event);
    print(event);
    if (event.type === 'interrupt') void answer(event);
  });
  try {
    const { id } = await caravan.createConversation();
    const { runId, finished } = await caravan.send(id, options.task, { mode: options.mode });
    const stop = (): void => caravan.stop(runId);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const outcome = await finished;
    signal.removeEventListener('abort', stop);
    over.abort();
    if (failure) throw failure.error;
    return outcome === 'done'
      ? await settleProposal(caravan, runId, options.apply)
      : endWithout(outcome, events);
  } finally {
    subscription.dispose();
  }
}

async function settleProposal(
  caravan: Caravan,
  runId: string,
  policy: 'verified' | 'always' | 'never',
): Promise<AskResult> {
  const proposal = await caravan.proposal(runId);
  if (!proposal) return { exitCode: exitCodes.done, written: [] };
  const isVerified = proposal.verification === 'verified';
  if (policy === 'always' || (policy === 'verified' && isVerified)) {
    // The command line is the user's word for files that need asking, too.
    const allowed = proposal.files.filter((file) => file.decision.decision !== 'deny');
    const written = await caravan.apply(
      runId,
      allowed.map((file) => file.path),
    );
    return { exitCode: exitCodes.done, written };
  }
  const draftPath = await caravan.saveDraft(runId);
  return {
    exitCode: policy === 'never' ? exitCodes.done : exitCodes.noResult,
    written: [],
    draftPath,
  };
}

function endWithout(outcome: RunOutcome, events: readonly RunEvent[]): AskResult {
  const end = events.findLast((event) => event.type === 'run-end');
  const draft = end?.draftPath === undefined ? {} : { draftPath: end.draftPath };
  if (outcome === 'answered') return { exitCode: exitCodes.done, written: [] };
  if (outcome === 'cancelled') return { exitCode: exitCodes.cancelled, written: [], ...draft };
  if (end?.error && notAllowed.has(end.error.code)) {
    return { exitCode: exitCodes.usage, written: [], ...draft };
  }
  const isServerMissing =
    end?.error !== undefined &&
    noServer.has(end.error.code) &&
    !events.some((event) => event.type === 'node-end');
  const exitCode = isServerMissing ? exitCodes.noModelServer : exitCodes.noResult;
  return { exitCode, written: [], ...draft };
}
