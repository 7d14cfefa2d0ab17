import type { VNode } from 'preact';
import type { Approval } from '../run.ts';
import { showControls } from '../showControls.ts';
import { useLanguage, type Translate } from '../text.ts';
import { Icon } from './icon.tsx';

/** What became of a question: the decision, or that nobody can decide it any more. */
export function ApprovalNote({ approval }: { readonly approval: Approval }): VNode {
  const { t } = useLanguage();
  const [icon, tone] = looks[approval.decision ?? 'expired'];
  return (
    <div class="approval-note">
      <p class={`note ${tone}`} data-testid="approval-note">
        <Icon name={icon} />
        <span>{noteText(approval, t)}</span>
      </p>
    </div>
  );
}

const looks = {
  approve: ['check', 'good'],
  reject: ['discard', 'quiet'],
  expired: ['circle-slash', 'quiet'],
} as const;

function noteText({ decision, plan, reason }: Approval, t: Translate): string {
  switch (decision) {
    case 'approve':
      return plan ? t('Approved with your changes') : t('Approved');
    case 'reject':
      return reason ? t('Rejected: {0}', showControls(reason)) : t('Rejected');
    default:
      return t('No longer open: the run has ended or goes on in another window');
  }
}
