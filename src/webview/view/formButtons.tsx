import type { VNode } from 'preact';
import { useLanguage } from '../text.ts';

/** The ends of a form about a plan: to do what it is for, or nothing. `name` is a hook for tests. */
export function FormButtons(props: {
  readonly name: string;
  readonly text: string;
  readonly isDisabled: boolean;
  readonly onAct: () => void;
  readonly onCancel: () => void;
}): VNode {
  const { t } = useLanguage();
  return (
    <div class="buttons">
      <button
        type="button"
        class="button primary"
        data-testid={props.name}
        disabled={props.isDisabled}
        onClick={props.onAct}
      >
        {props.text}
      </button>
      <button
        type="button"
        class="button secondary"
        data-testid="approval-cancel"
        onClick={props.onCancel}
      >
        {t('Cancel')}
      </button>
    </div>
  );
}
