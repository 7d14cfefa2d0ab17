import type { VNode } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLanguage } from '../text.ts';
import { FormButtons } from './formButtons.tsx';

/** Asks why a plan is rejected; the reason may be left out. The page may submit no form element. */
export function RejectForm(props: {
  readonly isActing: boolean;
  readonly onReject: (reason: string) => void;
  readonly onCancel: () => void;
}): VNode {
  const { t } = useLanguage();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState('');
  // With the paint, not after it: the first keys go nowhere else.
  useLayoutEffect(() => input.current?.focus(), []);
  const reject = (): void => {
    if (!props.isActing) props.onReject(reason.trim());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') props.onCancel();
    else if (event.key === 'Enter' && event.target === input.current) reject();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="approval-body approval-form" onKeyDown={onKeyDown}>
      <label for={id}>{t('What is wrong with it? (optional)')}</label>
      <input
        class="field"
        id={id}
        ref={input}
        data-testid="reject-reason"
        value={reason}
        maxLength={500}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <FormButtons
        name="reject-confirm"
        text={t('Reject Plan')}
        isDisabled={props.isActing}
        onAct={reject}
        onCancel={props.onCancel}
      />
    </div>
  );
}
