import type { VNode } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Plan, PlanEdit } from '../../protocol/messages.ts';
import { useLanguage } from '../text.ts';
import { FormButtons } from './formButtons.tsx';

/**
 * The plan as text that can be changed: one step a line, and the two files. No form element: the
 * page may submit none.
 */
export function PlanForm(props: {
  readonly plan: Plan;
  readonly isActing: boolean;
  readonly onApprove: (plan: PlanEdit) => void;
  readonly onCancel: () => void;
}): VNode {
  const { t } = useLanguage();
  const id = useId();
  const input = useRef<HTMLTextAreaElement>(null);
  const [steps, setSteps] = useState(props.plan.steps.join('\n'));
  const [codePath, setCodePath] = useState(props.plan.codePath);
  const [testPath, setTestPath] = useState(props.plan.testPath);
  // With the paint, not after it: the first keys go nowhere else.
  useLayoutEffect(() => input.current?.focus(), []);
  const lines = steps
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const canApprove =
    !props.isActing && lines.length > 0 && codePath.trim() !== '' && testPath.trim() !== '';
  const approve = (): void => {
    if (!canApprove) return;
    props.onApprove({ codePath: codePath.trim(), testPath: testPath.trim(), steps: lines });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') props.onCancel();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || isLine(event.target))) {
      approve();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const field = (
    label: string,
    name: string,
    value: string,
    set: (text: string) => void,
  ): VNode => (
    <>
      <label for={`${id}-${name}`}>{label}</label>
      <input
        class="field"
        id={`${id}-${name}`}
        data-testid={`plan-${name}`}
        value={value}
        spellcheck={false}
        maxLength={300}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </>
  );
  return (
    <div class="approval-body approval-form" onKeyDown={onKeyDown}>
      <label for={`${id}-steps`}>{t('Steps, one a line')}</label>
      <textarea
        class="field"
        id={`${id}-steps`}
        data-testid="plan-steps"
        ref={input}
        rows={Math.min(10, Math.max(3, lines.length + 1))}
        value={steps}
        onInput={(event) => setSteps(event.currentTarget.value)}
      />
      {field(t('Code file'), 'code', codePath, setCodePath)}
      {field(t('Test file'), 'test', testPath, setTestPath)}
      <FormButtons
        name="approve-edited"
        text={t('Approve Changed Plan')}
        isDisabled={!canApprove}
        onAct={approve}
        onCancel={props.onCancel}
      />
    </div>
  );
}

/** Enter ends a field of one line; in the steps it starts the next one. */
function isLine(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement;
}
