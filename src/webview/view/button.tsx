import type { ComponentChildren, Ref, VNode } from 'preact';

/** A button with words: `primary` for what is most likely wanted, `quiet` for what seldom is. */
export function Button(props: {
  readonly kind: 'primary' | 'secondary' | 'quiet';
  /** Hook for tests. */
  readonly testId: string;
  readonly title?: string;
  readonly isDisabled?: boolean;
  readonly buttonRef?: Ref<HTMLButtonElement>;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}): VNode {
  const { title, buttonRef = null } = props;
  return (
    <button
      type="button"
      class={`button ${props.kind}`}
      data-testid={props.testId}
      {...(title !== undefined && { title })}
      disabled={props.isDisabled === true}
      ref={buttonRef}
      onClick={() => props.onClick()}
    >
      {props.children}
    </button>
  );
}
