import { useId } from 'preact/hooks';
import type { VNode } from 'preact';
import type { ProposedFileSummary } from '../../protocol/messages.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';
import { LineCounts } from './lineCounts.tsx';
import { showControls } from '../showControls.ts';

const icons = { create: 'diff-added', edit: 'diff-modified', delete: 'diff-removed' } as const;

/** One file of a proposal. A file that needs confirming has a checkbox and its reason. */
export function FileRow(props: {
  readonly file: ProposedFileSummary;
  /** The proposal is still to be decided. */
  readonly isOpen: boolean;
  readonly isConfirmed: boolean;
  readonly onConfirm: (isConfirmed: boolean) => void;
  readonly onReview: () => void;
}): VNode {
  const { t, tell } = useLanguage();
  const reasonId = useId();
  const { file, isOpen } = props;
  const cut = file.path.lastIndexOf('/');
  const reason = file.reason && tell(file.reason);
  return (
    <li
      class={`file ${file.decision}`}
      data-testid="file-row"
      data-path={file.path}
      data-decision={file.decision}
    >
      <div class="file-line">
        {isOpen && file.decision === 'ask' && (
          <input
            type="checkbox"
            class="checkbox"
            data-testid="confirm"
            checked={props.isConfirmed}
            aria-label={t('Write {0}', file.path)}
            aria-describedby={reasonId}
            onChange={(event) => props.onConfirm(event.currentTarget.checked)}
          />
        )}
        <button
          type="button"
          class="file-button"
          title={t('Review {0}', file.path)}
          onClick={props.onReview}
        >
          <Icon name={icons[file.operation]} class={`operation ${file.operation}`} />
          <span class="file-name">{showControls(file.path.slice(cut + 1))}</span>
          <span class="file-folder">{cut < 0 ? '' : showControls(file.path.slice(0, cut))}</span>
          <LineCounts added={file.added} removed={file.removed} />
        </button>
      </div>
      {file.decision !== 'allow' && (
        <p class="file-reason">
          <Icon name="warning" />
          <span id={reasonId}>
            {reason ?? (file.decision === 'deny' ? t('Never written') : t('Needs your consent'))}
          </span>
        </p>
      )}
    </li>
  );
}
