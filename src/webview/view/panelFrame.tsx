import type { ComponentChildren, VNode } from 'preact';
import { useActions } from '../actions.ts';
import { useLanguage } from '../text.ts';
import { IconButton } from './icon.tsx';

/** A panel in place of the conversation: its title, what it offers, and the way back. */
export function PanelFrame(props: {
  readonly title: string;
  readonly testId: string;
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}): VNode {
  const { t } = useLanguage();
  const { act } = useActions();
  const close = (): void => act({ type: 'panel-closed' });
  return (
    <section
      class="panel"
      data-testid={props.testId}
      aria-label={props.title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        close();
      }}
    >
      <header class="panel-header">
        <IconButton icon="arrow-left" label={t('Back')} testId="panel-back" onClick={close} />
        <h2 class="panel-title" title={props.title}>
          {props.title}
        </h2>
        {props.tools}
      </header>
      {props.children}
    </section>
  );
}
