import type { ComponentChildren, VNode } from 'preact';
import type { ErrorInfo } from '../../protocol/messages.ts';
import { useActions } from '../actions.ts';
import { useLanguage } from '../text.ts';
import { Button } from './button.tsx';
import { Icon, IconButton } from './icon.tsx';

/** What went wrong, what was kept, what to do, with the button that helps. */
export function ErrorCard(props: {
  readonly error: ErrorInfo;
  readonly onClose?: () => void;
  readonly children?: ComponentChildren;
}): VNode {
  const { t, tell } = useLanguage();
  const { post } = useActions();
  const { error } = props;
  const isHost = error.code.startsWith('host-') || error.code.startsWith('stream-');
  return (
    <section class="banner error" data-testid="error" data-code={error.code}>
      <Icon name="error" class="banner-icon" />
      <div class="banner-body">
        <p class="banner-title">{tell(error.text)}</p>
        {error.kept && <p class="banner-text">{tell(error.kept)}</p>}
        {error.next && <p class="banner-text">{tell(error.next)}</p>}
        {props.children}
        <div class="buttons">
          <Button
            kind="secondary"
            testId="error-action"
            onClick={() => post({ type: isHost ? 'diagnose' : 'show-log' })}
          >
            {isHost ? t('Diagnose') : t('Show Log')}
          </Button>
        </div>
      </div>
      {props.onClose && <IconButton icon="close" label={t('Close')} onClick={props.onClose} />}
    </section>
  );
}
