import type { VNode } from 'preact';
import type { ErrorInfo } from '../../protocol/messages.ts';
import { useActions } from '../actions.ts';
import { hasBegun, type RunState } from '../run.ts';
import { useLanguage, type Translate } from '../text.ts';
import { Answer } from './answer.tsx';
import { ApprovalCard } from './approvalCard.tsx';
import { ErrorCard } from './errorCard.tsx';
import { IconButton } from './icon.tsx';
import { Logo } from './logo.tsx';
import { ProposalCard } from './proposalCard.tsx';
import { StepsCard } from './stepsCard.tsx';
import { showControls } from '../showControls.ts';

/** Everything one run shows: its steps, its answer, its files, how it ended. */
export function RunView(props: {
  readonly run: RunState;
  readonly isLast: boolean;
  readonly isActing: boolean;
  readonly isStopping: boolean;
  /** The run goes on here or can be resumed here: what it asks can be answered. */
  readonly canAnswer: boolean;
  /** The run was cut off; nobody works on it. */
  readonly isInterrupted: boolean;
  /** A later run proposes something for the same files. */
  readonly isReplaced: boolean;
  readonly clockOffset: number;
}): VNode {
  const { run, isLast } = props;
  const { t, count } = useLanguage();
  const { post, act } = useActions();
  const { end, answer, approval, proposal } = run;
  const tokens = end ? end.usage.promptTokens + end.usage.replyTokens : 0;
  return (
    <article class="run" data-testid="run" data-outcome={end?.outcome ?? 'running'}>
      <header class="run-header">
        <Logo />
        <span class="run-author">Caravan</span>
        <span class="run-usage" title={usageTitle(run, t)}>
          {tokens > 0 ? t('{0} tokens', count(tokens)) : showControls(run.model ?? '')}
        </span>
        {end && (
          <IconButton
            icon="git-branch"
            label={t('Go on from here in a new conversation')}
            testId="fork"
            onClick={() => {
              act({ type: 'fork-asked' });
              post({ type: 'fork', runId: run.runId });
            }}
          />
        )}
      </header>
      {hasSteps(run) && (
        <StepsCard
          run={run}
          isLast={isLast}
          isStopping={props.isStopping}
          isInterrupted={props.isInterrupted}
          canGoOn={props.canAnswer}
          clockOffset={props.clockOffset}
        />
      )}
      {approval && (
        <ApprovalCard
          runId={run.runId}
          approval={approval}
          isOpen={props.canAnswer}
          isActing={props.isActing || props.isStopping}
        />
      )}
      {answer && <Answer stream={answer} isRunning={!end} />}
      {proposal && props.isReplaced ? (
        <details class="replaced" data-testid="replaced">
          <summary>{t('Replaced by newer changes to the same files, further down')}</summary>
          <ProposalCard runId={run.runId} proposal={proposal} isActing={props.isActing} />
        </details>
      ) : (
        proposal && <ProposalCard runId={run.runId} proposal={proposal} isActing={props.isActing} />
      )}
      <RunEndNote run={run} />
    </article>
  );
}

/** Code of an answer that is applied goes through no step. */
function hasSteps(run: RunState): boolean {
  return hasBegun(run) || (run.proposal === undefined && run.end?.outcome !== 'done');
}

/** Why there is nothing to apply, and where the draft is. */
function RunEndNote({ run }: { readonly run: RunState }): VNode | null {
  const { t } = useLanguage();
  const { end } = run;
  if (!end || end.outcome === 'cancelled') return null;
  const draft = end.draftPath;
  if (!end.error && draft === undefined) return null;
  const error: ErrorInfo = end.error ?? {
    code: 'run-unfinished',
    text: { message: t('The run ended without files that can be used.') },
  };
  return (
    <ErrorCard error={error}>
      {draft !== undefined && !error.kept && (
        <p class="draft">{t('The draft is kept in {0}', draft)}</p>
      )}
    </ErrorCard>
  );
}

function usageTitle(run: RunState, t: Translate): string {
  const model = run.model === undefined ? '' : showControls(`${run.model} · ${run.host ?? ''}`);
  if (!run.end) return model;
  const { promptTokens, replyTokens, queuedMs } = run.end.usage;
  const usage = t('{0} tokens read, {1} written', promptTokens, replyTokens);
  const queue = queuedMs < 1000 ? '' : t('{0} s in the queue', Math.round(queuedMs / 1000));
  return [model, usage, queue].filter((part) => part !== '').join('\n');
}
