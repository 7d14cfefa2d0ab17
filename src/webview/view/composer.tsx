import type { RefObject, VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ConnectionState, Mode } from '../../protocol/messages.ts';
import { recall } from '../recall.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';
import { ModelButton } from './modelButton.tsx';
import { ModePicker } from './modePicker.tsx';

/** Where the task is typed. Enter sends, Shift+Enter breaks the line, Escape stops a run. */
export function Composer(props: {
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly draft: string;
  readonly mode: Mode;
  readonly connection: ConnectionState;
  /** A run goes on, or has been asked for. */
  readonly isBusy: boolean;
  readonly isStopping: boolean;
  /** Earlier tasks, oldest first. */
  readonly sent: readonly string[];
  readonly onDraft: (draft: string) => void;
  readonly onMode: (mode: Mode) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
}): VNode {
  const { t } = useLanguage();
  const { input, draft, isBusy, sent } = props;
  const depth = useRef(0);
  const canSend = draft.trim() !== '' && !isBusy;

  useLayoutEffect(() => {
    const area = input.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [draft]);

  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter and the arrows belong to it.
    if (event.isComposing) return;
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (!isPlain) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      depth.current = 0;
      if (canSend) props.onSend();
    } else if (event.key === 'Escape' && isBusy) {
      event.preventDefault();
      props.onStop();
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      if (draft !== '' && depth.current === 0) return;
      const direction = event.key === 'ArrowUp' ? 'up' : 'down';
      const found = recall(sent, { depth: depth.current }, direction);
      if (!found) return;
      event.preventDefault();
      depth.current = found.depth;
      props.onDraft(found.text);
    }
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSend) props.onSend();
      }}
    >
      <textarea
        ref={input}
        class="composer-input"
        data-testid="composer"
        rows={1}
        value={draft}
        placeholder={t('Describe a task or ask a question')}
        aria-label={t('Message to Caravan. Enter sends, Shift+Enter starts a new line.')}
        onInput={(event) => {
          depth.current = 0;
          props.onDraft(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="composer-toolbar">
        <ModePicker mode={props.mode} onPick={props.onMode} />
        <ModelButton connection={props.connection} />
        <span class="spacer" />
        {isBusy ? (
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
        ) : (
          <button
            type="submit"
            class="send-button"
            data-testid="send"
            title={t('Send (Enter)')}
            aria-label={t('Send')}
            disabled={!canSend}
          >
            <Icon name="arrow-up" />
          </button>
        )}
      </div>
    </form>
  );
}
