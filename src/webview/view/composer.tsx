import type { RefObject, VNode } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ConnectionState, Mode } from '../../protocol/messages.ts';
import { recall } from '../recall.ts';
import type { SlashCommand } from '../slash.ts';
import { useLanguage } from '../text.ts';
import { completionId, CompletionMenu } from './completionMenu.tsx';
import { ComposerToolbar } from './composerToolbar.tsx';
import { useCompletions, type ComposerCompletion, type FoundMentions } from './useCompletions.ts';

/**
 * Where the task is typed. Enter sends, or queues while a run goes on; Shift+Enter breaks the
 * line, Escape stops a run, `/` at the beginning offers commands, `@` what can go along.
 */
export function Composer(props: {
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly draft: string;
  readonly mode: Mode;
  readonly connection: ConnectionState;
  readonly commands: readonly SlashCommand[];
  readonly mentions: FoundMentions | undefined;
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
  const [chosenKey, setChosenKey] = useState<string>();
  const [isMenuHidden, setMenuHidden] = useState(false);
  const [cursor, setCursor] = useState(draft.length);
  const nextCursor = useRef<number>(undefined);
  const { label, testId, items } = useCompletions({
    draft,
    cursor: Math.min(cursor, draft.length),
    commands: props.commands,
    found: props.mentions,
    onCommand: props.onCommand,
    onDraft: (text, at) => {
      nextCursor.current = at;
      setCursor(at);
      props.onDraft(text);
    },
  });
  const offered = isMenuHidden ? [] : items;
  const at = Math.max(
    0,
    offered.findIndex(({ key }) => key === chosenKey),
  );
  const completion = offered[at];
  const canSend = draft.trim() !== '' && (!isBusy || canQueue);

  useLayoutEffect(() => {
    // However it became empty: the next recall begins with what was sent last.
    if (draft === '') depth.current = 0;
    const area = input.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
    if (nextCursor.current === undefined) return;
    area.setSelectionRange(nextCursor.current, nextCursor.current);
    nextCursor.current = undefined;
  }, [draft]);

  const pick = (picked: ComposerCompletion): void => {
    setChosenKey(undefined);
    picked.pick();
  };
  /** True when the key belonged to the menu. */
  const inMenu = (key: string): boolean => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[key];
    if (!completion) return false;
    if (step !== undefined) setChosenKey(offered.at((at + step) % offered.length)?.key);
    else if (key === 'Escape') setMenuHidden(true);
    else if (key === 'Tab' || (key === 'Enter' && !completion.isTyped)) pick(completion);
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
      {completion && (
        <CompletionMenu
          id={menuId}
          label={label}
          testId={testId}
          items={offered}
          chosen={at}
          onPick={pick}
        />
      )}
      <textarea
        ref={input}
        class="composer-input"
        data-testid="composer"
        rows={1}
        value={draft}
        placeholder={t('Task, / for commands, @ for context')}
        aria-label={t('Message to Caravan. Enter sends, Shift+Enter starts a new line.')}
        aria-autocomplete="list"
        aria-controls={completion ? menuId : undefined}
        aria-activedescendant={completion ? completionId(menuId, at) : undefined}
        onInput={(event) => {
          depth.current = 0;
          setChosenKey(undefined);
          setMenuHidden(false);
          setCursor(event.currentTarget.selectionStart);
          props.onDraft(event.currentTarget.value);
        }}
        onKeyUp={(event) => setCursor(event.currentTarget.selectionStart)}
        onClick={(event) => setCursor(event.currentTarget.selectionStart)}
        onBlur={() => setMenuHidden(true)}
        onFocus={() => setMenuHidden(false)}
        onKeyDown={onKeyDown}
      />
      <ComposerToolbar
        mode={props.mode}
        connection={props.connection}
        isBusy={isBusy}
        canQueue={canQueue}
        canSend={canSend}
        isStopping={props.isStopping}
        onMode={props.onMode}
        onStop={props.onStop}
      />
    </form>
  );
}
