import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { InterruptAnswer, Plan } from '../../protocol/messages.ts';
import { useActions } from '../actions.ts';
import type { Approval } from '../run.ts';
import { showControls } from '../showControls.ts';
import { useLanguage } from '../text.ts';
import { ApprovalNote } from './approvalNote.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { PlanForm } from './planForm.tsx';
import { RejectForm } from './rejectForm.tsx';

/** The plan of a run that waits for the user's word, and what became of it. */
export function ApprovalCard(props: {
  readonly runId: string;
  readonly approval: Approval;
  /** The run still waits, in this window or after a restart. */
  readonly isOpen: boolean;
  /** The host is carrying out a decision. */
  readonly isActing: boolean;
}): VNode {
  const { t } = useLanguage();
  const { post, act } = useActions();
  const { runId, approval, isActing } = props;
  const [mode, setMode] = useState<'look' | 'edit' | 'reject'>('look');
  const isOpen = props.isOpen && approval.decision === undefined;
  const opener = useRef<HTMLButtonElement>(null);
  const cameBack = useRef(false);
  useLayoutEffect(() => {
    // Whoever leaves a form goes on where it was opened.
    if (mode === 'look' && cameBack.current) opener.current?.focus();
    cameBack.current = mode !== 'look';
  }, [mode]);
  const answer = (given: InterruptAnswer): void => {
    act({ type: 'acted', runId });
    post({ type: 'answer-interrupt', runId, interruptId: approval.interrupt.id, answer: given });
  };
  const plan = approval.plan ?? approval.interrupt.plan;
  const title = isOpen ? t('Approve this plan?') : t('Plan');
  return (
    <section
      class={`card approval ${isOpen ? 'open' : ''}`}
      role="group"
      data-testid="approval"
      data-state={isOpen ? 'open' : (approval.decision ?? 'expired')}
      aria-label={title}
    >
      <header class="card-header">
        <Icon name="checklist" />
        <h3 class="card-title">{title}</h3>
      </header>
      {isOpen && mode === 'edit' ? (
        <PlanForm
          plan={plan}
          isActing={isActing}
          onApprove={(edited) => answer({ decision: 'approve', plan: edited })}
          onCancel={() => setMode('look')}
        />
      ) : (
        <PlanText plan={plan} />
      )}
      {isOpen && mode === 'reject' && (
        <RejectForm
          isActing={isActing}
          onReject={(reason) => answer({ decision: 'reject', ...(reason !== '' && { reason }) })}
          onCancel={() => setMode('look')}
        />
      )}
      {!isOpen && <ApprovalNote approval={approval} />}
      {isOpen && mode === 'look' && (
        <footer class="decision">
          <div class="buttons">
            <Button
              kind="primary"
              testId="approve"
              isDisabled={isActing}
              onClick={() => answer({ decision: 'approve' })}
            >
              {t('Approve')}
            </Button>
            <Button
              kind="secondary"
              testId="approval-edit"
              buttonRef={opener}
              isDisabled={isActing}
              onClick={() => setMode('edit')}
            >
              {t('Edit')}
            </Button>
            <Button
              kind="quiet"
              testId="reject"
              isDisabled={isActing}
              onClick={() => setMode('reject')}
            >
              {t('Reject')}
            </Button>
          </div>
        </footer>
      )}
    </section>
  );
}

function PlanText({ plan }: { readonly plan: Plan }): VNode {
  const { t } = useLanguage();
  return (
    <div class="approval-body">
      <ol class="plan-steps">
        {plan.steps.map((step, index) => (
          <li key={index}>{showControls(step)}</li>
        ))}
      </ol>
      <dl class="plan-files">
        <dt>{t('Code')}</dt>
        <dd>{showControls(plan.codePath)}</dd>
        <dt>{t('Tests')}</dt>
        <dd>{showControls(plan.testPath)}</dd>
      </dl>
    </div>
  );
}
