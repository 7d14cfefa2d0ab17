import type { VNode } from 'preact';

/** A thin progress line; without a fraction it only shows that something goes on. */
export function ProgressBar(props: {
  readonly label: string;
  /** 0 to 1. */
  readonly fraction: number | undefined;
}): VNode {
  const percent =
    props.fraction === undefined ? undefined : Math.round(Math.min(1, props.fraction) * 100);
  return (
    <div
      class={percent === undefined ? 'progress unknown' : 'progress'}
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div class="progress-bar" style={percent === undefined ? {} : { width: `${percent}%` }} />
    </div>
  );
}
