import type { VNode } from 'preact';
import { showControls } from '../showControls.ts';
import type { Attempt, NodeState } from '../run.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';
import { ResultView } from './resultView.tsx';
import { Thinking } from './thinking.tsx';

/** Everything known of a step: each attempt's result, then what the model thought and wrote. */
export function NodeDetail(props: { readonly node: NodeState; readonly isCode: boolean }): VNode {
  const { attempts, stream } = props.node;
  return (
    <>
      {attempts.map((attempt) => (
        <AttemptView key={attempt.attempt} attempt={attempt} isOnly={attempts.length === 1} />
      ))}
      <Thinking stream={stream} />
      {stream.text !== '' && (
        <div
          class={props.isCode ? 'model-text code' : 'model-text'}
          data-testid="node-text"
          tabIndex={0}
        >
          <div>{showControls(stream.text)}</div>
        </div>
      )}
    </>
  );
}

function AttemptView(props: { readonly attempt: Attempt; readonly isOnly: boolean }): VNode {
  const { t, tell, elapsed } = useLanguage();
  const { attempt, outcome, elapsedMs, summary, result } = props.attempt;
  return (
    <section class={`attempt ${outcome}`} data-testid="attempt">
      {!props.isOnly && (
        <h4 class="attempt-title">
          <Icon name={outcome === 'done' ? 'pass' : 'error'} class="node-icon" />
          <span>{t('Attempt {0}', attempt)}</span>
          <span class="node-time">{elapsed(elapsedMs)}</span>
        </h4>
      )}
      <p class="attempt-summary">{tell(summary)}</p>
      {result && <ResultView result={result} />}
    </section>
  );
}
