import type { VNode } from 'preact';

/** A codicon; decoration only, so it is hidden from screen readers. */
export function Icon(props: { readonly name: string; readonly class?: string }): VNode {
  const spin = props.name === 'loading' ? ' codicon-modifier-spin' : '';
  return (
    <span
      class={`codicon codicon-${props.name}${spin} ${props.class ?? ''}`.trimEnd()}
      aria-hidden="true"
    />
  );
}

/** A button that is only an icon; its label is its name and its tooltip. */
export function IconButton(props: {
  readonly icon: string;
  readonly label: string;
  readonly onClick: () => void;
  readonly testId?: string;
}): VNode {
  return (
    <button
      type="button"
      class="icon-button"
      title={props.label}
      aria-label={props.label}
      data-testid={props.testId}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
