import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { showControls } from '../showControls.ts';
import type { Stream } from '../run.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';

/** What the model thought, folded, with the time it took. Nothing when it did not think. */
export function Thinking({ stream }: { readonly stream: Stream }): VNode | null {
  const { t, elapsed } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  if (stream.thinking === '') return null;
  const { thinkingFrom, thinkingTo } = stream;
  const isThinking = stream.phase === 'thinking';
  const took =
    thinkingFrom !== undefined && thinkingTo !== undefined
      ? t('Thought for {0}', elapsed(thinkingTo - thinkingFrom))
      : t('Thoughts');
  return (
    <div class="thinking">
      <button type="button" class="fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
        <span class={isThinking ? 'shimmer' : ''}>{isThinking ? t('Thinking') : took}</span>
      </button>
      {isOpen && (
        <div class="thinking-text" tabIndex={0}>
          {showControls(stream.thinking)}
        </div>
      )}
    </div>
  );
}
