import { nodeLabel } from '../protocol/nodeLabel.ts';
import { bannerOf } from './banner.ts';
import { phaseName } from './format.ts';
import { nodeOrder } from './nodes.ts';
import { nodeOf, waitsForApproval, type Phase, type RunState, type Stream } from './run.ts';
import { besideEachOther } from './sideBySide.ts';
import type { ViewState } from './state.ts';
import type { Language } from './text.ts';

/** Phases a listener would otherwise take for silence; the others only mean that work goes on. */
const delays: readonly (Phase | undefined)[] = [
  'queued',
  'loading',
  'retrying',
  'running-tests',
  'testing-model',
];

/**
 * What a screen reader is told of a state, in the fewest words; empty when there is nothing to say.
 * @param follows the run it was told of before: the end of another one is no news.
 */
export function announcement(
  state: ViewState,
  language: Language,
  follows: string | undefined,
): string {
  const { notice, sync, forkOf, conversationId, activeRunId } = state;
  if (notice) return language.tell(notice.text);
  if (sync === 'waiting') return '';
  const run = lastRun(state);
  const isGoing = run !== undefined && !run.end && activeRunId === run.runId;
  if (run && (isGoing || waitsForApproval(run))) return workText(run, language);
  const banner = bannerOf(state, language)?.title;
  if (banner !== undefined) return banner;
  if (forkOf !== undefined && forkOf !== conversationId) {
    return language.t('This is a copy. The conversation it comes from stays as it is.');
  }
  return run?.end && run.runId === follows ? endText(run, run.end, language) : '';
}

/** The newest run of the conversation shown. */
export function lastRun({ items }: ViewState): RunState | undefined {
  const last = items.findLast((item) => item.kind === 'run');
  return last?.kind === 'run' ? last.run : undefined;
}

function endText(run: RunState, end: NonNullable<RunState['end']>, { t, tell }: Language): string {
  if (end.error) return tell(end.error.text);
  if (end.outcome === 'cancelled') return t('Stopped');
  if (end.outcome === 'rejected') return t('Plan rejected');
  return run.proposal ? t('Finished. Files wait for your decision.') : t('Finished');
}

function workText(run: RunState, { t }: Language): string {
  if (waitsForApproval(run)) return t('The plan waits for your approval.');
  const withDelay = (what: string, { phase }: Stream): string =>
    phase && delays.includes(phase) ? `${what}: ${phaseName(t, phase)}` : what;
  if (run.answer) return withDelay(t('Answering'), run.answer);
  const isRunning = (name: (typeof nodeOrder)[number]): boolean =>
    nodeOf(run, name).status === 'running';
  // Steps side by side stay one announcement until the last of them has ended.
  return besideEachOther(run, nodeOrder)
    .filter((names) => names.some(isRunning))
    .flat()
    .map((name) => {
      const label = nodeLabel(t, name);
      return isRunning(name) ? withDelay(label, nodeOf(run, name).stream) : label;
    })
    .join(', ');
}
