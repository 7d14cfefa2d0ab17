import type { VNode } from 'preact';
import { useActions } from '../actions.ts';
import type { ViewState } from '../state.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';
import { Logo } from './logo.tsx';
import { showControls } from '../showControls.ts';

/** Earlier conversations offered on the empty page. */
const recentCount = 4;

/** The empty conversation: what Caravan does, tasks to begin with, earlier conversations. */
export function Welcome(props: {
  readonly state: ViewState;
  readonly onPick: (text: string) => void;
}): VNode {
  const { t } = useLanguage();
  const { post } = useActions();
  const { conversations, conversationId, isFolderEmpty } = props.state;
  const examples = isFolderEmpty
    ? [
        t('Write a function slugify(title) with tests'),
        t('Write a Python class Stack with push, pop and peek, with tests'),
        t('How do I begin a small project in TypeScript?'),
      ]
    : [
        t('Write a function slugify(title) with tests'),
        t('What does this project do?'),
        t('Find and fix the failing test'),
      ];
  const recent = conversations
    .filter(({ id }) => id !== conversationId)
    .toSorted((one, other) => other.createdAt - one.createdAt)
    .slice(0, recentCount);
  return (
    <div class="welcome" data-testid="welcome">
      <div class="welcome-lead">
        <Logo class="large" />
        <h2>{t('Describe a task')}</h2>
        <p>
          {t(
            'Caravan plans it, writes the tests, then the code, and runs them. What is written is for you to decide.',
          )}
        </p>
        {isFolderEmpty && <p>{t('This folder is empty: the first task makes its first files.')}</p>}
      </div>
      <ul class="examples">
        {examples.map((example) => (
          <li key={example}>
            <button type="button" class="example" onClick={() => props.onPick(example)}>
              {example}
            </button>
          </li>
        ))}
      </ul>
      {recent.length > 0 && (
        <nav class="recent" aria-label={t('Recent')}>
          <h3>{t('Recent')}</h3>
          <ul>
            {recent.map(({ id, title }) => (
              <li key={id}>
                <button
                  type="button"
                  class="recent-item"
                  title={showControls(title)}
                  onClick={() => post({ type: 'open-conversation', id })}
                >
                  <Icon name="comment-discussion" />
                  <span>{showControls(title)}</span>
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}
