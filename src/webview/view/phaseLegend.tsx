import type { VNode } from 'preact';
import { callPhases, type CallTotals } from '../activity.ts';
import { phaseTitle } from '../activityText.ts';
import { useLanguage } from '../text.ts';

/** What the colours mean, with the time each phase took in all. */
export function PhaseLegend({ totals }: { readonly totals: CallTotals }): VNode {
  const language = useLanguage();
  const shown = callPhases.filter((phase) => totals.phases[phase] > 0);
  return (
    <dl class="legend" data-testid="activity-legend">
      {shown.map((phase) => (
        <div key={phase} class="legend-item">
          <dt>
            <span class={`swatch ${phase}`} aria-hidden="true" />
            {phaseTitle(language, phase)}
          </dt>
          <dd>{language.elapsed(totals.phases[phase])}</dd>
        </div>
      ))}
    </dl>
  );
}
