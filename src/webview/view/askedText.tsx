import type { ComponentChildren, VNode } from 'preact';
import { findMentions } from '../../protocol/mentions.ts';
import { showControls } from '../showControls.ts';

/** What the user wrote; what it mentions stands out. */
export function AskedText({ text }: { readonly text: string }): VNode {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const { start, length } of findMentions(text)) {
    parts.push(
      showControls(text.slice(end, start)),
      <span key={start} class="mention">
        {showControls(text.slice(start, start + length))}
      </span>,
    );
    end = start + length;
  }
  parts.push(showControls(text.slice(end)));
  return <>{parts}</>;
}
