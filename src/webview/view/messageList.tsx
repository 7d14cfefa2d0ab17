import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useActions } from '../actions.ts';
import { isReplaced } from '../replaced.ts';
import type { Item, ViewState } from '../state.ts';
import { useLanguage } from '../text.ts';
import { AskedText } from './askedText.tsx';
import { IconButton } from './icon.tsx';
import { RunView } from './runView.tsx';

/** Turns shown at first, and how many more each time someone asks for earlier ones. */
const pageSize = 50;
/** Pixels from the end within which the list still counts as read to the end. */
const endSlack = 24;

/** The conversation. Stays at its end while new text comes, unless someone has scrolled up. */
export function MessageList({ state }: { readonly state: ViewState }): VNode {
  const { t } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  const lastTop = useRef(0);
  const [isAway, setAway] = useState(false);
  const [limit, setLimit] = useState(pageSize);
  const { post } = useActions();
  const { items, earlier = 0, pending } = state;
  const first = Math.max(0, items.length - limit);
  const showEarlier = (): void => {
    setLimit(limit + pageSize);
    if (earlier > 0 && first <= pageSize) post({ type: 'show-earlier' });
  };

  const toEnd = (): void => {
    const list = scroller.current;
    if (!list) return;
    isAtEnd.current = true;
    list.scrollTop = list.scrollHeight;
    setAway(false);
  };
  const onScroll = (): void => {
    const list = scroller.current;
    if (!list) return;
    const { scrollTop, scrollHeight, clientHeight } = list;
    // Only going up leaves the end: text that comes also makes the end go further away.
    if (scrollHeight - scrollTop - clientHeight <= endSlack) isAtEnd.current = true;
    else if (scrollTop < lastTop.current) isAtEnd.current = false;
    lastTop.current = scrollTop;
    setAway(!isAtEnd.current);
  };
  useLayoutEffect(() => {
    if (!scroller.current || !content.current) return undefined;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) toEnd();
    });
    observer.observe(scroller.current);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(toEnd, [pending]);

  return (
    <div class="messages-frame">
      <div
        class={isAway ? 'messages' : 'messages pinned'}
        ref={scroller}
        onScroll={onScroll}
        data-testid="messages"
      >
        {first + earlier > 0 && (
          <button type="button" class="button quiet earlier" onClick={showEarlier}>
            {t('Show earlier messages')}
          </button>
        )}
        <ol class="items" ref={content} aria-label={t('Conversation')}>
          {items.slice(first).map((item, index) => (
            <ItemView
              key={item.id}
              item={item}
              runId={runAfter(items, first + index)}
              isLast={first + index === items.length - 1}
              {...flagsOf(item, state)}
            />
          ))}
          {pending !== undefined && (
            <li class="item">
              <UserBubble text={pending} />
              <div class="starting shimmer">{t('Starting')}</div>
            </li>
          )}
        </ol>
      </div>
      {isAway && (
        <div class="to-end">
          <IconButton icon="arrow-down" label={t('Go to the latest')} onClick={toEnd} />
        </div>
      )}
    </div>
  );
}

/** The run that answers a message of the user. */
function runAfter(items: readonly Item[], index: number): string | undefined {
  const next = items[index]?.kind === 'user' ? items[index + 1] : undefined;
  return next?.kind === 'run' ? next.run.runId : undefined;
}

interface ItemFlags {
  /** The run was cut off; nobody works on it. */
  readonly isInterrupted: boolean;
  /** A later run proposes something for the same files. */
  readonly isReplaced: boolean;
  readonly isActing: boolean;
  readonly isStopping: boolean;
  readonly canAnswer: boolean;
  readonly clockOffset: number;
}

function flagsOf(item: Item, state: ViewState): ItemFlags {
  const runId = item.kind === 'run' ? item.run.runId : undefined;
  const isActive = runId !== undefined && state.activeRunId === runId;
  const isResumable = state.resumable.some((run) => run.runId === runId);
  const isRunning = item.kind === 'run' && !item.run.end;
  // Several runs can go on in a conversation; the view knows the newest by its id.
  const isNobodyAtWork = isRunning && state.states[state.conversationId] !== 'running';
  return {
    isActing: runId !== undefined && state.acting === runId,
    isStopping: runId !== undefined && state.stopping === runId,
    canAnswer: isActive || isResumable,
    isInterrupted: (isResumable || isNobodyAtWork) && !isActive,
    isReplaced: isReplaced(item, state.items),
    // Only a run that goes on shows a clock; others must not change with it.
    clockOffset: isRunning ? (state.clockOffset ?? 0) : 0,
  };
}

/** An item that is the same as before gives the same virtual node: nothing in it renders. */
function ItemView(
  props: {
    readonly item: Item;
    readonly isLast: boolean;
    readonly runId: string | undefined;
  } & ItemFlags,
): VNode {
  const { item, isLast, runId, ...flags } = props;
  const { isActing, isStopping, canAnswer, isInterrupted, isReplaced, clockOffset } = flags;
  return useMemo(
    () => (
      <li class="item">
        {item.kind === 'user' ? (
          <UserBubble text={item.text} runId={runId} />
        ) : (
          <RunView
            run={item.run}
            isLast={isLast}
            isActing={isActing}
            isStopping={isStopping}
            canAnswer={canAnswer}
            isInterrupted={isInterrupted}
            isReplaced={isReplaced}
            clockOffset={clockOffset}
          />
        )}
      </li>
    ),
    [item, isLast, runId, isActing, isStopping, canAnswer, isInterrupted, isReplaced, clockOffset],
  );
}

/** What the user asked; with its run known it can be asked differently. */
function UserBubble(props: { readonly text: string; readonly runId?: string | undefined }): VNode {
  const { t } = useLanguage();
  const { act } = useActions();
  const { text, runId } = props;
  return (
    <div class="asked">
      {runId !== undefined && (
        <IconButton
          icon="edit"
          label={t('Edit and send again')}
          testId="edit"
          onClick={() => act({ type: 'edit-started', runId, text })}
        />
      )}
      <div class="bubble" data-testid="user">
        <AskedText text={text} />
      </div>
    </div>
  );
}
