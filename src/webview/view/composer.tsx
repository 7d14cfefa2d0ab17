import type { RefObject, VNode } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ConnectionState, Mode } from '../../protocol/messages.ts';
import { recall } from '../recall.ts';
import { matchingCommands, type SlashCommand } from '../slash.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';
import { ModelButton } from './modelButton.tsx';
import { ModePicker } from './modePicker.tsx';
import { SlashMenu } from './slashMenu.tsx';

/**
 * Where the task is typed. Enter sends, or queues while a run goes on; Shift+Enter breaks the
 * line, Escape stops a run, `/` at the beginning offers commands.
 */
export function Composer(props: {
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly draft: string;
  readonly mode: Mode;
  readonly connection: ConnectionState;
  readonly commands: readonly SlashCommand[];
  /** A run goes on, or has been asked for. */
  readonly isBusy: boolean;
  /** What is sent now waits for the run. */
  readonly canQueue: boolean;
  readonly isStopping: boolean;
  /** Earlier tasks, oldest first. */
  readonly sent: readonly string[];
  readonly onDraft: (draft: string) => void;
  readonly onMode: (mode: Mode) => void;
  readonly onCommand: (command: SlashCommand) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
}): VNode {
  const { t } = useLanguage();
  const menuId = useId();
  const { input, draft, isBusy, canQueue, sent } = props;
  const depth = useRef(0);
  const [chosen, setChosen] = useState(0);
  const [isMenuHidden, setMenuHidden] = useState(false);
  const offered = isMenuHidden ? [] : matchingCommands(props.commands, draft);
  const command = offered[Math.min(chosen, offered.length - 1)];
  const canSend = draft.trim() !== '' && (!isBusy || canQueue);

  useLayoutEffect(() => {
    const area = input.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [draft]);

  const pick = (picked: SlashCommand): void => {
    setChosen(0);
    if (picked.ask) props.onDraft(`/${picked.name} `);
    else props.onCommand(picked);
  };
  /** True when the key belonged to the menu of commands. */
  const inMenu = (key: string): boolean => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[key];
    if (!command) return false;
    if (step !== undefined) setChosen((chosen + step + offered.length) % offered.length);
    else if (key === 'Escape') setMenuHidden(true);
    else if (key === 'Tab' || (key === 'Enter' && draft !== `/${command.name}`)) pick(command);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter and the arrows belong to it.
    if (event.isComposing) return;
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (!isPlain) return;
    if (inMenu(event.key)) event.preventDefault();
    else if (event.key === 'Enter') {
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
      {command && (
        <SlashMenu id={menuId} commands={offered} chosen={offered.indexOf(command)} onPick={pick} />
      )}
      <textarea
        ref={input}
        class="composer-input"
        data-testid="composer"
        rows={1}
        value={draft}
        placeholder={t('Describe a task, or / for commands')}
        aria-label={t('Message to Caravan. Enter sends, Shift+Enter starts a new line.')}
        aria-autocomplete="list"
        aria-controls={command ? menuId : undefined}
        aria-activedescendant={command ? `${menuId}-${command.name}` : undefined}
        onInput={(event) => {
          depth.current = 0;
          setChosen(0);
          setMenuHidden(false);
          props.onDraft(event.currentTarget.value);
        }}
        onBlur={() => setMenuHidden(true)}
        onFocus={() => setMenuHidden(false)}
        onKeyDown={onKeyDown}
      />
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
    </form>
  );
}
