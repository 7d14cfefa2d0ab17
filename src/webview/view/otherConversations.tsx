import type { VNode } from 'preact';
import { useActions } from '../actions.ts';
import { otherConversations } from '../panel.ts';
import { showControls } from '../showControls.ts';
import type { ViewState } from '../state.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';

/** Lines shown; the rest is in the list of conversations. */
const shownLimit = 3;

/** What goes on in other conversations, each a click away. */
export function OtherConversations({ state }: { readonly state: ViewState }): VNode | null {
  const { t } = useLanguage();
  const { post } = useActions();
  const { conversations, states, conversationId } = state;
  const others = otherConversations(conversations, states, conversationId).slice(0, shownLimit);
  if (others.length === 0) return null;
  return (
    <ul class="others" aria-label={t('Other conversations')}>
      {others.map(({ id, title, state: going }) => (
        <li key={id}>
          <button
            type="button"
            class="other"
            data-testid="other-conversation"
            data-state={going}
            title={showControls(title)}
            onClick={() => post({ type: 'open-conversation', id })}
          >
            <Icon name={going === 'running' ? 'loading' : 'diff-multiple'} />
            <span class="other-title">{showControls(title)}</span>
            <span class="other-state">
              {going === 'running' ? t('running') : t('waits for you')}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
