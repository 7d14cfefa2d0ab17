import type { VNode } from 'preact';
import { useActions } from '../actions.ts';
import { useLanguage } from '../text.ts';
import { Button } from './button.tsx';

/** What can be done about files that were written: take them back or keep them. */
export function ChangedFiles({ runId }: { readonly runId: string }): VNode {
  const { t } = useLanguage();
  const { post } = useActions();
  return (
    <div class="buttons">
      <Button
        kind="secondary"
        testId="undo"
        title={t('Put the files back as they were before')}
        onClick={() => post({ type: 'undo-changes', runId })}
      >
        {t('Undo')}
      </Button>
      <Button
        kind="quiet"
        testId="keep"
        title={t('Keep the files as they are now')}
        onClick={() => post({ type: 'keep-changes', runId })}
      >
        {t('Keep')}
      </Button>
    </div>
  );
}
