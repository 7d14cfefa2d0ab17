import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { callPhases, endOf, speedOf, totalsOf } from '../activity.ts';
import { callTitle, phaseTitle } from '../activityText.ts';
import { formatSpeed } from '../format.ts';
import type { ModelCall } from '../../protocol/messages.ts';
import { showControls } from '../showControls.ts';
import { useLanguage } from '../text.ts';
import { laneName, Segments } from './callChart.tsx';
import { Icon } from './icon.tsx';

/** One call: who, how long, how fast; everything known of it on demand. */
export function CallRow(props: {
  readonly call: ModelCall;
  readonly now: number;
  /** Milliseconds of the longest call beside it, which the bars are measured by. */
  readonly longest: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}): VNode {
  const language = useLanguage();
  const { t, elapsed } = language;
  const detailId = useId();
  const { call, now, isOpen } = props;
  const took = Math.max(0, endOf(call, now) - call.startedAt);
  const totals = totalsOf([call], now);
  const speed = speedOf(call.replyTokens, totals.phases.writing + totals.phases.thinking);
  const isChat = call.kind === undefined;
  const hasTokensRead = isChat || call.promptTokens > 0;
  const isFailed = call.outcome !== undefined && call.outcome !== 'done';
  return (
    <li class="call" data-testid="call" data-outcome={call.outcome ?? 'running'}>
      <button
        type="button"
        class="call-row"
        aria-expanded={isOpen}
        aria-controls={isOpen ? detailId : undefined}
        onClick={props.onToggle}
      >
        <span class="call-line">
          <span class="call-title">{callTitle(language, call)}</span>
          {call.endedAt === undefined && <Icon name="loading" class="state running" />}
          {isFailed && <Icon name="error" class="failed-icon" />}
          {speed !== undefined && (
            <span class="call-speed">{t('{0} tok/s', formatSpeed(language, speed))}</span>
          )}
          <span class="node-time">{elapsed(took)}</span>
        </span>
        <span class="call-bar" aria-hidden="true">
          <Segments call={call} now={now} length={props.longest} />
        </span>
      </button>
      {isOpen && (
        <dl class="facts call-facts" id={detailId} data-testid="call-facts">
          <Fact name={t('Model')} value={showControls(call.model)} />
          <Fact name={t('Host')} value={showControls(call.host)} />
          <Fact name={t('Lane')} value={laneName(t, call.lane)} />
          {callPhases.map((phase) => (
            <Fact
              key={phase}
              name={phaseTitle(language, phase)}
              value={totals.phases[phase] > 0 ? elapsed(totals.phases[phase]) : ''}
            />
          ))}
          <Fact
            name={t('Tokens read')}
            value={hasTokensRead ? language.count(call.promptTokens) : ''}
          />
          <Fact name={t('Tokens written')} value={isChat ? language.count(call.replyTokens) : ''} />
          <Fact
            name={t('Attempts')}
            value={call.attempts > 1 ? language.count(call.attempts) : ''}
          />
          <Fact name={t('Ended')} value={isFailed ? showControls(call.outcome ?? '') : ''} />
        </dl>
      )}
    </li>
  );
}

/** A name and a value; nothing where there is no value. */
function Fact(props: { readonly name: string; readonly value: string }): VNode | null {
  if (props.value === '') return null;
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </>
  );
}
