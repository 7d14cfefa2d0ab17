// Hooks for end-to-end tests; they change only together with the tests that use them.
//   composer, send, stop, mode-button (data-mode), mode-auto|chat|plan|analyze|code, model-button
//   banner (data-kind = no-server | no-model | problem | pulling | untrusted | no-folder |
//     resumable), banner-action, banner-secondary, resume (the resumable banner's button)
//   error (data-code), error-action, welcome, messages, user, run (data-outcome), steps
//   node-<name> (data-state = pending | running | interrupted | done | failed | skipped,
//     data-phase),
//     node-phase, node-text, attempt, tests, findings, issue, file-link
//   answer, proposal (data-state = open | applied | discarded), proposal-note, apply, discard,
//     review, file-row (data-path, data-decision), confirm, live
//   slash-menu, slash-<name>, mention-menu, mention-<kind>, mention-<kind>:<name>, drop-target, queue, queued, queued-edit, queued-drop, edit, editing, editing-cancel, fork, forked, forked-back
//   conversations, conversation (data-state), conversation-search, conversation-new,
//     conversation-import, conversation-more, conversation-rename, conversation-name,
//     conversation-export-markdown|json, conversation-delete, other-conversation, panel-back
//   approval (data-state = open | approve | reject | expired), approval-note, approve,
//     approval-edit, reject, approval-cancel, plan-steps, plan-code, plan-test, approve-edited,
//     reject-reason, reject-confirm
//   activity, activity-export, activity-summary, activity-advice, activity-legend, call-group,
//     chart, bar, call (data-outcome), call-facts
import type { VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { ActionsContext, useActions, type Actions } from './actions.ts';
import { bannerOf } from './banner.ts';
import { FilesContext, useKnownFiles } from './files.ts';
import type { ViewState } from './state.ts';
import { parseCommand, slashCommands, type SlashCommand } from './slash.ts';
import { createLanguage, LanguageContext, useLanguage } from './text.ts';
import { ActivityPanel } from './view/activityPanel.tsx';
import { BannerCard } from './view/bannerCard.tsx';
import { Composer } from './view/composer.tsx';
import { ComposerNotes } from './view/composerNotes.tsx';
import { ConversationsPanel } from './view/conversationsPanel.tsx';
import { DropTarget } from './view/dropTarget.tsx';
import { ErrorCard } from './view/errorCard.tsx';
import { LiveRegion } from './view/liveRegion.tsx';
import { MessageList } from './view/messageList.tsx';
import { OtherConversations } from './view/otherConversations.tsx';
import { useDraft } from './view/useDraft.ts';
import { Welcome } from './view/welcome.tsx';
import type { PageState } from './vsCodeApi.ts';

interface AppProps {
  readonly state: ViewState;
  readonly actions: Actions;
  /** Draft and mode the page kept over a reload. */
  readonly kept: PageState;
  readonly keep: (page: PageState) => void;
}

/** The whole view. */
export function App(props: AppProps): VNode {
  const { l10n, locale } = props.state;
  const language = useMemo(() => createLanguage(l10n, locale), [l10n, locale]);
  const files = useKnownFiles(props.state.files, props.actions.post);
  return (
    <LanguageContext.Provider value={language}>
      <ActionsContext.Provider value={props.actions}>
        <FilesContext.Provider value={files}>
          <Page state={props.state} kept={props.kept} keep={props.keep} />
        </FilesContext.Provider>
      </ActionsContext.Provider>
    </LanguageContext.Provider>
  );
}

function Page({ state, kept, keep }: Omit<AppProps, 'actions'>): VNode {
  const language = useLanguage();
  const { post, act } = useActions();
  const input = useRef<HTMLTextAreaElement>(null);
  const { activeRunId, conversationId, editing, notice, pending } = state;
  const { page, change } = useDraft(state, { input, kept, keep });
  const sent = useMemo(
    () => state.items.flatMap((item) => (item.kind === 'user' ? [item.text] : [])),
    [state.items.length],
  );
  const commands = useMemo(
    () => slashCommands(language.t, conversationId),
    [language, conversationId],
  );
  const command = ({ message }: SlashCommand): void => {
    if (message) post(message);
    change({ draft: '' });
  };
  const send = (): void => {
    const called = parseCommand(commands, page.draft);
    if (called && !called.command.ask) return command(called.command);
    const draft = { text: page.draft.trim(), mode: page.mode };
    const { text, mode } = called?.command.ask?.(called.rest) ?? draft;
    if (activeRunId !== undefined) post({ type: 'queue', text, mode });
    else {
      const insteadOf = editing?.runId;
      post({ type: 'send', text, mode, ...(insteadOf !== undefined && { insteadOf }) });
      act({ type: 'sent', text, isForking: insteadOf !== undefined });
    }
    change({ draft: '' });
  };
  const cancelEdit = (): void => {
    act({ type: 'edit-ended' });
    change({ draft: '' });
    input.current?.focus();
  };
  const stop = (): void => {
    if (activeRunId === undefined) return;
    post({ type: 'stop', runId: activeRunId });
    act({ type: 'stop-asked', runId: activeRunId });
  };
  const banner = bannerOf(state, language);
  const isEmpty = state.items.length === 0 && pending === undefined;
  if (state.panel) {
    const Panel = state.panel === 'activity' ? ActivityPanel : ConversationsPanel;
    return (
      <main class="app" data-sync={state.sync}>
        <Panel state={state} />
        <LiveRegion state={state} />
      </main>
    );
  }
  return (
    <main class="app" data-sync={state.sync}>
      {banner && <BannerCard banner={banner} />}
      {isEmpty && state.sync !== 'waiting' ? (
        <Welcome
          state={state}
          onPick={(draft) => {
            change({ draft });
            input.current?.focus();
          }}
        />
      ) : (
        <MessageList key={state.conversationId} state={state} />
      )}
      {notice && <ErrorCard error={notice} onClose={() => act({ type: 'notice-closed' })} />}
      <OtherConversations state={state} />
      <ComposerNotes state={state} onCancelEdit={cancelEdit} />
      <Composer
        input={input}
        draft={page.draft}
        mode={page.mode}
        connection={state.connection}
        commands={commands}
        mentions={state.mentions}
        canQueue={activeRunId !== undefined && editing === undefined}
        isBusy={activeRunId !== undefined || pending !== undefined}
        isStopping={state.stopping !== undefined || activeRunId === undefined}
        sent={sent}
        onDraft={(draft) => change({ draft })}
        onMode={(mode) => change({ mode })}
        onCommand={command}
        onSend={send}
        onStop={stop}
      />
      <LiveRegion state={state} />
      <DropTarget />
    </main>
  );
}
