import type { VNode } from 'preact';
import { useActions } from '../actions.ts';
import { showControls } from '../showControls.ts';
import type { ViewState } from '../state.ts';
import { useLanguage } from '../text.ts';
import { Icon, IconButton } from './icon.tsx';

/** What stands above the composer: a message that waits, a message that is asked differently. */
export function ComposerNotes(props: {
  readonly state: ViewState;
  readonly onCancelEdit: () => void;
}): VNode {
  const { t } = useLanguage();
  const { post } = useActions();
  const { queued, editing, forkOf, conversationId } = props.state;
  return (
    <>
      {queued && (
        <div class="composer-note" data-testid="queued">
          <Icon name="clockface" />
          <span class="composer-note-text" title={showControls(queued.text)}>
            {t('Next: {0}', queued.text)}
          </span>
          <IconButton
            icon="edit"
            label={t('Edit')}
            testId="queued-edit"
            onClick={() => post({ type: 'unqueue', isEdited: true })}
          />
          <IconButton
            icon="close"
            label={t('Do not send')}
            testId="queued-drop"
            onClick={() => post({ type: 'unqueue', isEdited: false })}
          />
        </div>
      )}
      {forkOf !== undefined && forkOf !== conversationId && !editing && (
        <div class="composer-note long" data-testid="forked">
          <Icon name="git-branch" />
          <span class="composer-note-text">
            {t('This is a copy. The conversation it comes from stays as it is.')}
          </span>
          <IconButton
            icon="arrow-left"
            label={t('Back to the original')}
            testId="forked-back"
            onClick={() => post({ type: 'open-conversation', id: forkOf })}
          />
        </div>
      )}
      {editing && (
        <div class="composer-note long" data-testid="editing">
          <Icon name="git-branch" />
          <span class="composer-note-text">
            {t('You ask differently: what came before goes into a new conversation.')}
          </span>
          <IconButton
            icon="close"
            label={t('Cancel')}
            testId="editing-cancel"
            onClick={props.onCancelEdit}
          />
        </div>
      )}
    </>
  );
}
