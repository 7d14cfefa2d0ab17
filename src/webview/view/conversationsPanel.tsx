import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useActions } from '../actions.ts';
import { searchConversations } from '../panel.ts';
import type { ViewState } from '../state.ts';
import { useLanguage } from '../text.ts';
import { ConversationRow } from './conversationRow.tsx';
import { IconButton } from './icon.tsx';
import { PanelFrame } from './panelFrame.tsx';

/** All conversations: search, open, rename, export, delete, import. */
export function ConversationsPanel({ state }: { readonly state: ViewState }): VNode {
  const { t } = useLanguage();
  const { post, act } = useActions();
  const [search, setSearch] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const { conversations, conversationId, states } = state;
  // A conversation nothing was said in yet is nothing to come back to.
  const known = conversations.filter(({ id, title }) => title !== '' || id === conversationId);
  const found = searchConversations(known, search);
  // With the paint, not after it: the first keys go nowhere else.
  useLayoutEffect(() => input.current?.focus(), []);
  const open = (id: string): void => {
    if (id !== conversationId) post({ type: 'open-conversation', id });
    act({ type: 'panel-closed' });
  };
  return (
    <PanelFrame
      title={t('Conversations')}
      testId="conversations"
      tools={
        <>
          <IconButton
            icon="add"
            label={t('New conversation')}
            testId="conversation-new"
            onClick={() => {
              post({ type: 'new-conversation' });
              act({ type: 'panel-closed' });
            }}
          />
          <IconButton
            icon="insert"
            label={t('Import')}
            testId="conversation-import"
            onClick={() => post({ type: 'import-conversation' })}
          />
        </>
      }
    >
      <div class="panel-search" onKeyDown={moveBetweenRows}>
        <input
          ref={input}
          type="search"
          class="text-input"
          data-testid="conversation-search"
          value={search}
          placeholder={t('Search conversations')}
          aria-label={t('Search conversations')}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <div class="panel-body" onKeyDown={moveBetweenRows}>
        {found.length === 0 && <p class="panel-empty">{t('No conversation matches.')}</p>}
        <ul class="conversation-list" aria-label={t('Conversations')}>
          {found.map((conversation) => (
            <ConversationRow
              key={conversation.id}
              conversation={conversation}
              state={states[conversation.id]}
              isShown={conversation.id === conversationId}
              onOpen={() => open(conversation.id)}
            />
          ))}
        </ul>
      </div>
    </PanelFrame>
  );
}

/** Up and down go from the search to the rows and back. */
function moveBetweenRows(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const from = event.target as HTMLElement;
  if (step === undefined || !from.matches('.conversation-open, input[type="search"]')) return;
  const panel = from.closest('.panel');
  const stops = panel?.querySelectorAll<HTMLElement>('input[type="search"], .conversation-open');
  const all = [...(stops ?? [])];
  const next = all[all.indexOf(from) + step];
  if (!next) return;
  next.focus();
  event.preventDefault();
}
