import type { VNode } from 'preact';
import type { ConnectionState, Mode } from '../../protocol/messages.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';
import { ModelButton } from './modelButton.tsx';
import { ModePicker } from './modePicker.tsx';

/** Below the text of the composer: how it is done, by which model, and the buttons to send and stop. */
export function ComposerToolbar(props: {
  readonly mode: Mode;
  readonly connection: ConnectionState;
  /** A run goes on, or has been asked for. */
  readonly isBusy: boolean;
  /** What is sent now waits for the run. */
  readonly canQueue: boolean;
  /** There is something to send, and it can be sent or queued. */
  readonly canSend: boolean;
  readonly isStopping: boolean;
  readonly onMode: (mode: Mode) => void;
  readonly onStop: () => void;
}): VNode {
  const { t } = useLanguage();
  const { isBusy, canQueue, canSend } = props;
  return (
    <div class="composer-toolbar">
      <ModePicker mode={props.mode} onPick={props.onMode} />
      <ModelButton connection={props.connection} />
      <span class="spacer" />
      {(!isBusy || (canQueue && canSend)) && (
        <button
          type="submit"
          class={isBusy ? 'send-button later' : 'send-button'}
          data-testid={isBusy ? 'queue' : 'send'}
          title={isBusy ? t('Send when this run has ended (Enter)') : t('Send (Enter)')}
          aria-label={isBusy ? t('Send when this run has ended') : t('Send')}
          disabled={!canSend}
        >
          <Icon name="arrow-up" />
        </button>
      )}
      {isBusy && (
        <button
          type="button"
          class="send-button stop"
          data-testid="stop"
          title={t('Stop (Escape)')}
          aria-label={t('Stop')}
          disabled={props.isStopping}
          onClick={props.onStop}
        >
          <Icon name="debug-stop" />
        </button>
      )}
    </div>
  );
}
