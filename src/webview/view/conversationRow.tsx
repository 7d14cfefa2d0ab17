import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ConversationHeader, ConversationState } from '../../protocol/messages.ts';
import { useActions } from '../actions.ts';
import { timeOf } from '../panel.ts';
import { showControls } from '../showControls.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';
import { MenuButton } from './menuButton.tsx';

const icons = { running: 'loading', deciding: 'diff-multiple' } as const;

/** One conversation of the list. F2 renames it, Delete deletes it after a question. */
export function ConversationRow(props: {
  readonly conversation: ConversationHeader;
  readonly state: ConversationState | undefined;
  readonly isShown: boolean;
  readonly onOpen: () => void;
}): VNode {
  const { t, ago } = useLanguage();
  const { post } = useActions();
  const [isNaming, setNaming] = useState(false);
  const { conversation, state, isShown } = props;
  const { id } = conversation;
  const title = showControls(conversation.title) || t('New conversation');
  const stateText =
    state === undefined ? '' : state === 'running' ? t('running') : t('waits for you');
  const remove = (): void => post({ type: 'delete-conversation', id });
  const preview = showControls(conversation.preview ?? '');
  const items = [
    { id: 'conversation-rename', label: t('Rename'), onPick: () => setNaming(true) },
    ...(['markdown', 'json'] as const).map((format) => ({
      id: `conversation-export-${format}`,
      label: format === 'json' ? t('Export as JSON') : t('Export as Markdown'),
      onPick: () => post({ type: 'export-conversation', id, format }),
    })),
    { id: 'conversation-delete', label: t('Delete'), onPick: remove },
  ];
  if (isNaming) {
    return (
      <li class="conversation">
        <NameInput
          title={conversation.title}
          onDone={(name) => {
            setNaming(false);
            if (name !== undefined) post({ type: 'rename-conversation', id, title: name });
          }}
        />
      </li>
    );
  }
  return (
    <li class="conversation" data-testid="conversation" data-state={state ?? 'idle'}>
      <button
        type="button"
        class="conversation-open"
        aria-current={isShown ? 'true' : undefined}
        title={preview === '' ? title : `${title}\n${preview}`}
        onClick={props.onOpen}
        onKeyDown={(event) => {
          if (event.key === 'F2') setNaming(true);
          else if (event.key === 'Delete') remove();
          else return;
          event.preventDefault();
        }}
      >
        <Icon name={state ? icons[state] : 'comment-discussion'} class={`state ${state ?? ''}`} />
        <span class="conversation-title">{title}</span>
        {stateText !== '' && <span class="visually-hidden">{stateText}</span>}
        <span class="conversation-time">{ago(timeOf(conversation))}</span>
      </button>
      <MenuButton
        class="icon-button"
        testId="conversation-more"
        title={t('More')}
        label={t('More about {0}', title)}
        items={items}
        side="below"
      >
        <Icon name="ellipsis" />
      </MenuButton>
    </li>
  );
}

function NameInput(props: {
  readonly title: string;
  /** The new title, or undefined when it stays as it is. */
  readonly onDone: (title: string | undefined) => void;
}): VNode {
  const { t } = useLanguage();
  const [name, setName] = useState(props.title);
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useLayoutEffect(() => input.current?.select(), []);
  const finish = (isKept: boolean): void => {
    if (isDone.current) return;
    isDone.current = true;
    const isNew = isKept && name.trim() !== '' && name.trim() !== props.title;
    props.onDone(isNew ? name.trim() : undefined);
  };
  return (
    <input
      ref={input}
      class="text-input"
      data-testid="conversation-name"
      maxLength={200}
      value={name}
      aria-label={t('Title of the conversation')}
      onInput={(event) => setName(event.currentTarget.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
        event.preventDefault();
        finish(event.key === 'Enter');
      }}
    />
  );
}
