import type { VNode } from 'preact';

/** The covered wagon of media/caravan.svg. */
export function Logo(props: { readonly class?: string }): VNode {
  return (
    <svg
      class={`logo ${props.class ?? ''}`.trimEnd()}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d="M3.5 14.5 2 8.5c0-2 2-3.25 4.5-3.25h11c2.5 0 4.5 1.25 4.5 3.25l-1.5 6z" />
      <path d="M8.25 5.25c-.75 3-.5 6.5.250 9.25M15.75 5.25c.75 3 .5 6.5-.25 9.25" />
      <path d="M2.75 14.5h18.5" />
      <circle cx="7.25" cy="18" r="2.25" />
      <circle cx="16.75" cy="18" r="2.25" />
    </svg>
  );
}
