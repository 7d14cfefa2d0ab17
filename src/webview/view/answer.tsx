import type { VNode } from 'preact';
import { useActions } from '../actions.ts';
import { phaseText } from '../format.ts';
import { Markdown } from '../markdown/markdown.tsx';
import type { Stream } from '../run.ts';
import { useLanguage } from '../text.ts';
import { IconButton } from './icon.tsx';
import { Thinking } from './thinking.tsx';

/** A chat answer as it comes. */
export function Answer(props: { readonly stream: Stream; readonly isRunning: boolean }): VNode {
  const language = useLanguage();
  const { t } = language;
  const { post } = useActions();
  const { stream, isRunning } = props;
  // The fold above says that it thinks, once there is something in it.
  const saysThinking = stream.phase === 'thinking' && stream.thinking !== '';
  const phase = saysThinking ? '' : phaseText(language, stream);
  return (
    <div class="answer-block">
      <Thinking stream={stream} />
      <div data-testid="answer" class="answer">
        <Markdown text={stream.text} />
      </div>
      {isRunning && phase !== '' && <div class="answer-phase shimmer">{phase}</div>}
      {!isRunning && stream.text !== '' && (
        <div class="answer-tools">
          <IconButton
            icon="copy"
            label={t('Copy answer')}
            onClick={() => post({ type: 'copy', text: stream.text })}
          />
        </div>
      )}
    </div>
  );
}
