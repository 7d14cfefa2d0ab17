import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useActions } from '../actions.ts';
import type { ProposalSummary, ProposedFileSummary } from '../../protocol/messages.ts';
import { useLanguage, type Translate } from '../text.ts';
import { Button } from './button.tsx';
import { ChangedFiles } from './changedFiles.tsx';
import { FileRow } from './fileRow.tsx';
import { Icon, IconButton } from './icon.tsx';
import { LineCounts } from './lineCounts.tsx';

/** The files a run wants to write: what changes, whether it was tested, and the decision. */
export function ProposalCard(props: {
  readonly runId: string;
  readonly proposal: ProposalSummary;
  /** The host is carrying out a decision. */
  readonly isActing: boolean;
}): VNode {
  const { t } = useLanguage();
  const { post, act } = useActions();
  const { runId, proposal, isActing } = props;
  const { files, state } = proposal;
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(new Set());
  const title = files.length === 1 ? t('1 file changed') : t('{0} files changed', files.length);
  const chosen = files.filter(
    ({ decision, path }) => decision === 'allow' || (decision === 'ask' && confirmed.has(path)),
  );
  const decide = (type: 'apply' | 'discard'): void => {
    act({ type: 'acted', runId });
    if (type === 'discard') post({ type, runId });
    else if (chosen.length === files.length && confirmed.size === 0) post({ type, runId });
    else post({ type, runId, paths: chosen.map(({ path }) => path) });
  };
  const confirm = (path: string, isConfirmed: boolean): void => {
    const paths = new Set(confirmed);
    if (isConfirmed) paths.add(path);
    else paths.delete(path);
    setConfirmed(paths);
  };
  const isDisabled = isActing || chosen.length === 0;
  return (
    <section
      class={`card proposal ${state}`}
      role="group"
      data-testid="proposal"
      data-state={state}
      aria-label={title}
    >
      <header class="card-header">
        <Icon name="diff-multiple" />
        <h3 class="card-title">{title}</h3>
        <LineCounts added={sum(files, 'added')} removed={sum(files, 'removed')} />
      </header>
      <ul class="files">
        {files.map((file) => (
          <FileRow
            key={file.path}
            file={file}
            isOpen={state === 'open'}
            isConfirmed={confirmed.has(file.path)}
            onConfirm={(isConfirmed) => confirm(file.path, isConfirmed)}
            onReview={() => post({ type: 'review', runId, path: file.path })}
          />
        ))}
      </ul>
      <footer class="decision">
        <div class="verdict">
          <Verification proposal={proposal} t={t} />
          <button
            type="button"
            class="button quiet review"
            data-testid="review"
            title={t('Review')}
            aria-label={t('Review')}
            onClick={() => post({ type: 'review', runId })}
          >
            <Icon name="diff" />
            <span class="review-text">{t('Review')}</span>
          </button>
          {state === 'open' && (
            <IconButton
              icon="checklist"
              testId="choose"
              label={t('Choose which parts of the changes stay')}
              onClick={() => post({ type: 'choose-changes', runId })}
            />
          )}
          {state === 'applied' && (
            <IconButton
              icon="history"
              testId="restore-points"
              label={t('Restore Points')}
              onClick={() => post({ type: 'restore-files' })}
            />
          )}
        </div>
        {state === 'applied' && <ChangedFiles runId={runId} />}
        {state === 'open' && (
          <div class="buttons">
            <Button
              kind="primary"
              testId="apply"
              isDisabled={isDisabled}
              onClick={() => decide('apply')}
            >
              {proposal.verification === 'failed' ? t('Apply Anyway') : t('Apply')}
            </Button>
            <Button
              kind="secondary"
              testId="discard"
              isDisabled={isActing}
              onClick={() => decide('discard')}
            >
              {t('Discard')}
            </Button>
          </div>
        )}
      </footer>
    </section>
  );
}

function Verification(props: { readonly proposal: ProposalSummary; readonly t: Translate }): VNode {
  const { t } = props;
  const { state, verification, isRevised } = props.proposal;
  if (state === 'applied') return <Note icon="check" text={t('Applied')} tone="good" />;
  if (state === 'discarded') return <Note icon="discard" text={t('Discarded')} tone="quiet" />;
  if (state === 'kept') return <Note icon="check" text={t('Kept')} tone="good" />;
  if (state === 'undone') return <Note icon="discard" text={t('Undone')} tone="quiet" />;
  if (isRevised) return <Note icon="warning" text={t('Not tested as you chose it')} tone="warn" />;
  switch (verification) {
    case 'verified':
      return <Note icon="pass" text={t('Tests ran and passed')} tone="good" />;
    case 'failed':
      return <Note icon="error" text={t('Tests still fail')} tone="bad" />;
    case 'unverified':
      return <Note icon="warning" text={t('Not tested')} tone="warn" />;
  }
}

function Note(props: {
  readonly icon: string;
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'warn' | 'quiet';
}): VNode {
  return (
    <p class={`note ${props.tone}`} data-testid="proposal-note">
      <Icon name={props.icon} />
      {props.text}
    </p>
  );
}

function sum(files: readonly ProposedFileSummary[], key: 'added' | 'removed'): number {
  return files.reduce((total, file) => total + file[key], 0);
}
