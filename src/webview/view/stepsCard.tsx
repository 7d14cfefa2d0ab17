import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { NodeName } from '../../protocol/messages.ts';
import { nodeOrder } from '../nodes.ts';
import { hasBegun, nodeOf, waitsForApproval, type RunState } from '../run.ts';
import { besideEachOther } from '../sideBySide.ts';
import { useLanguage, type Language } from '../text.ts';
import { Elapsed } from './elapsed.tsx';
import { Icon } from './icon.tsx';
import { NodeRow } from './nodeRow.tsx';
import { ProgressBar } from './progressBar.tsx';

/** The ten steps of a run. Small and folded where the run only answers. */
export function StepsCard(props: {
  readonly run: RunState;
  readonly isLast: boolean;
  readonly isStopping: boolean;
  /** Nobody works on the run: no clock goes on. */
  readonly isInterrupted: boolean;
  /** The run goes on here, or can be resumed here. */
  readonly canGoOn: boolean;
  readonly clockOffset: number;
}): VNode {
  const { run, clockOffset, isInterrupted } = props;
  const language = useLanguage();
  const { t, elapsed } = language;
  const [chosen, setChosen] = useState<boolean>();
  const isAnswer = run.answer !== undefined || run.end?.outcome === 'answered';
  const isOpen = chosen ?? (props.isLast && !isAnswer);
  const shown = nodeOrder.filter((name) => {
    const { status } = nodeOf(run, name);
    return !isAnswer || (status !== 'pending' && status !== 'skipped');
  });
  const isEmpty = run.end !== undefined && (!hasBegun(run) || shown.length === 0);
  const done = nodeOrder.filter((name) => nodeOf(run, name).status === 'done').length;
  const row = (name: NodeName): VNode => (
    <NodeRow
      key={name}
      name={name}
      node={nodeOf(run, name)}
      isInterrupted={isInterrupted}
      isRunWhole={run.end?.outcome === 'done' || run.end?.outcome === 'answered'}
      clockOffset={clockOffset}
    />
  );
  const detail = (
    <span class="card-detail">
      {!isAnswer && !run.end && <span>{t('{0} of {1}', done, nodeOrder.length)}</span>}
      {run.end && elapsed(run.end.elapsedMs)}
      {!run.end && !isInterrupted && <Elapsed since={run.startedAt} clockOffset={clockOffset} />}
    </span>
  );
  if (isEmpty) {
    return (
      <section class="steps quiet" data-testid="steps">
        <div class="card-header">
          <span class="card-title">{title(language, run, props)}</span>
          {detail}
        </div>
      </section>
    );
  }
  return (
    <section class={isAnswer ? 'steps quiet' : 'card steps'} data-testid="steps">
      <button
        type="button"
        class="card-header"
        aria-expanded={isOpen}
        onClick={() => setChosen(!isOpen)}
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
        <span class="card-title">{title(language, run, props)}</span>
        {detail}
      </button>
      {!isAnswer && !run.end && (
        <ProgressBar label={t('Steps')} fraction={done / nodeOrder.length} />
      )}
      {isOpen && (
        <ol class="nodes">
          {besideEachOther(run, shown).map((names) =>
            names.length === 1 ? (
              names.map(row)
            ) : (
              <SideBySide key={names.join()}>{names.map(row)}</SideBySide>
            ),
          )}
        </ol>
      )}
    </section>
  );
}

/** Steps that ran at the same time, in a bracket that says so. */
function SideBySide({ children }: { readonly children: readonly VNode[] }): VNode {
  const { t } = useLanguage();
  const titleId = useId();
  return (
    <li class="beside" data-testid="beside">
      <div class="beside-title" id={titleId}>
        {t('Side by side')}
      </div>
      <ol aria-labelledby={titleId}>{children}</ol>
    </li>
  );
}

function title(
  { t }: Language,
  run: RunState,
  on: { readonly isStopping: boolean; readonly isInterrupted: boolean; readonly canGoOn: boolean },
): string {
  const isEarly = !hasBegun(run);
  switch (run.end?.outcome) {
    case undefined:
      if (on.isStopping) return t('Stopping');
      if (on.isInterrupted && !on.canGoOn) return t('Not finished');
      if (waitsForApproval(run)) return t('Waiting for you');
      if (on.isInterrupted) return t('Interrupted');
      if (run.answer) return t('Answering');
      return run.resumed ? t('Resumed') : t('Working');
    case 'done':
      return t('Finished');
    case 'answered':
      return t('Answered');
    case 'unusable':
      return t('No usable result');
    case 'rejected':
      return t('Plan rejected');
    case 'failed':
      return isEarly ? t('Failed before the first step') : t('Failed');
    case 'cancelled':
      return isEarly ? t('Stopped before the first step') : t('Stopped');
  }
}
