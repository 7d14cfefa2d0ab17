import type { VNode } from 'preact';
import { showControls } from '../showControls.ts';
import type { Stream } from '../run.ts';

/** Characters of a growing text that are laid out; the rest is there when the step is opened. */
const liveTail = 2000;

/** What a running step streams right now: its text, or its thinking until there is text. */
export function LiveText(props: {
  readonly stream: Stream;
  readonly isCode: boolean;
}): VNode | null {
  const { stream } = props;
  const text = tailOf(stream.text, stream.from[0]);
  const thinking = text === '' ? tailOf(stream.thinking, stream.from[1]) : '';
  if (text === '' && thinking === '') return null;
  const kind = text === '' ? 'thought' : props.isCode ? 'code' : 'prose';
  return (
    <div class={`live-text ${kind}`} data-testid="node-text">
      <div class="live-tail">
        <div>{showControls(text || thinking)}</div>
      </div>
    </div>
  );
}

function tailOf(text: string, from: number): string {
  const start = Math.max(from, text.length - liveTail);
  return text.slice(start).replace(/^\s*\n/, '');
}
