import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { endOf, totalsOf, type CallGroup } from '../activity.ts';
import { adviceFor, summaryOf } from '../activityText.ts';
import { showControls } from '../showControls.ts';
import { useLanguage } from '../text.ts';
import { CallChart } from './callChart.tsx';
import { CallRow } from './callRow.tsx';
import { Icon } from './icon.tsx';
import { PhaseLegend } from './phaseLegend.tsx';

/** The calls of one run: what the time went into, the chart, the calls one by one. */
export function CallGroupView(props: {
  readonly group: CallGroup;
  readonly now: number;
  readonly isFirst: boolean;
}): VNode {
  const language = useLanguage();
  const { t, elapsed } = language;
  const [isOpen, setOpen] = useState(props.isFirst);
  const [chosen, setChosen] = useState<string>();
  const { group, now } = props;
  const title = group.task === undefined ? t('Elsewhere') : showControls(group.task);
  const totals = totalsOf(group.calls, now);
  const longest = Math.max(...group.calls.map((call) => endOf(call, now) - call.startedAt), 1);
  return (
    <section class="card calls" role="group" data-testid="call-group" aria-label={title}>
      <button
        type="button"
        class="card-header"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
        <span class="card-title" title={title}>
          {title}
        </span>
        <span class="card-detail">{elapsed(group.to - group.from)}</span>
      </button>
      {isOpen && (
        <div class="calls-body">
          <p data-testid="activity-summary">{summaryOf(language, group.calls.length, totals)}</p>
          <p class="advice" data-testid="activity-advice">
            {adviceFor(language, totals)}
          </p>
          <PhaseLegend totals={totals} />
          <CallChart group={group} now={now} chosen={chosen} onChoose={setChosen} />
          <ul class="call-list" aria-label={t('Model calls')}>
            {group.calls.map((call) => (
              <CallRow
                key={call.id}
                call={call}
                now={now}
                longest={longest}
                isOpen={call.id === chosen}
                onToggle={() => setChosen(call.id === chosen ? undefined : call.id)}
              />
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
