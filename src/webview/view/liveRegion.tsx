import type { VNode } from 'preact';
import { nodeLabel } from '../../protocol/nodeLabel.ts';
import { phaseName } from '../format.ts';
import { nodeOrder } from '../nodes.ts';
import { nodeOf, waitsForApproval, type RunState } from '../run.ts';
import type { ViewState } from '../state.ts';
import { useLanguage, type Language } from '../text.ts';

/** The one place a screen reader hears from: phase changes and ends, never single tokens. */
export function LiveRegion({ state }: { readonly state: ViewState }): VNode {
  const language = useLanguage();
  const last = state.items.findLast((item) => item.kind === 'run');
  const text = state.notice
    ? language.tell(state.notice.text)
    : last?.kind === 'run' && state.sync !== 'waiting'
      ? announcement(last.run, language)
      : '';
  return (
    <div class="visually-hidden" role="status" aria-live="polite" data-testid="live">
      {text}
    </div>
  );
}

/** What a run is doing, in the fewest words; empty when it is an old one with nothing to say. */
export function announcement(run: RunState, language: Language): string {
  const { t, tell } = language;
  const { end } = run;
  if (end) {
    if (end.error) return tell(end.error.text);
    if (end.outcome === 'cancelled') return t('Stopped');
    if (end.outcome === 'rejected') return t('Plan rejected');
    return run.proposal ? t('Finished. Files wait for your decision.') : t('Finished');
  }
  if (waitsForApproval(run)) return t('The plan waits for your approval.');
  if (run.answer) return run.answer.phase ? phaseName(t, run.answer.phase) : t('Answering');
  const running = nodeOrder.filter((name) => nodeOf(run, name).status === 'running');
  return running
    .map((name) => {
      const { phase } = nodeOf(run, name).stream;
      const label = nodeLabel(t, name);
      return phase ? `${label}: ${phaseName(t, phase)}` : label;
    })
    .join(', ');
}
