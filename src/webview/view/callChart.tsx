import type { VNode } from 'preact';
import { chartRows, endOf, segmentsOf, type CallGroup } from '../activity.ts';
import { callTitle } from '../activityText.ts';
import type { ModelCall } from '../../protocol/messages.ts';
import { showControls } from '../showControls.ts';
import { useLanguage, type Translate } from '../text.ts';

/**
 * Calls on a line of time, hosts and lanes below each other. For the eye and the mouse: the list
 * below it says the same to the keyboard and to screen readers.
 */
export function CallChart(props: {
  readonly group: CallGroup;
  readonly now: number;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}): VNode {
  const { t, elapsed } = useLanguage();
  const { group, now, chosen } = props;
  const span = Math.max(1, group.to - group.from);
  return (
    <div class="chart" data-testid="chart" aria-hidden="true">
      {chartRows(group.calls, now).map((row, index) => (
        <div key={index} class="chart-row">
          {row.isNamed && (
            <div class="chart-name" title={rowName(t, row)}>
              {rowName(t, row)}
            </div>
          )}
          <div class="track">
            {row.calls.map((call) => (
              <Bar
                key={call.id}
                call={call}
                now={now}
                place={placeOf(call.startedAt - group.from, endOf(call, now) - group.from, span)}
                isChosen={call.id === chosen}
                onClick={() => props.onChoose(call.id === chosen ? undefined : call.id)}
              />
            ))}
          </div>
        </div>
      ))}
      <div class="chart-axis">
        <span>{t('{0}s', 0)}</span>
        <span>{elapsed(span)}</span>
      </div>
    </div>
  );
}

/** A host without the protocol most of them have, and its lane. */
function rowName(t: Translate, { host, lane }: Pick<ModelCall, 'host' | 'lane'>): string {
  const address = showControls(host).replace(/^http:\/\//, '');
  return `${address || t('no host yet')} · ${laneName(t, lane)}`;
}

/** A call as a bar in the colours of its phases. */
function Bar(props: {
  readonly call: ModelCall;
  readonly now: number;
  readonly place: Place;
  readonly isChosen: boolean;
  readonly onClick: () => void;
}): VNode {
  const language = useLanguage();
  const { call, now } = props;
  const length = Math.max(1, endOf(call, now) - call.startedAt);
  return (
    <div
      class={props.isChosen ? 'bar chosen' : 'bar'}
      data-testid="bar"
      style={{ ...props.place }}
      title={`${callTitle(language, call)} · ${language.elapsed(length)}`}
      onClick={props.onClick}
    >
      <Segments call={call} now={now} length={length} />
    </div>
  );
}

/** The phases of a call as stretches of its bar; `length`: milliseconds the bar stands for. */
export function Segments(props: {
  readonly call: ModelCall;
  readonly now: number;
  readonly length: number;
}): VNode {
  const { call, now, length } = props;
  return (
    <>
      {segmentsOf(call, now).map(({ phase, from, to }) => (
        <span
          key={from}
          class={`segment ${phase}`}
          style={{ ...placeOf(from - call.startedAt, to - call.startedAt, length) }}
        />
      ))}
    </>
  );
}

interface Place {
  readonly left: string;
  readonly width: string;
}

function placeOf(from: number, to: number, length: number): Place {
  const share = (part: number): string => `${(part / length) * 100}%`;
  return { left: share(from), width: share(to - from) };
}

/** How urgent calls of a lane are, in a word. */
export function laneName(t: Translate, lane: ModelCall['lane']): string {
  switch (lane) {
    case 'interactive':
      return t('interactive');
    case 'agent':
      return t('agents');
    case 'background':
      return t('background');
  }
}
