import type { VNode } from 'preact';
import { useLanguage } from '../text.ts';
import { Button } from './button.tsx';

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
      <Button
        kind="primary"
        testId={props.name}
        isDisabled={props.isDisabled}
        onClick={props.onAct}
      >
        {props.text}
      </Button>
      <Button kind="secondary" testId="approval-cancel" onClick={props.onCancel}>
        {t('Cancel')}
      </Button>
    </div>
  );
}
