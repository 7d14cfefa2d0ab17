import type { VNode } from 'preact';
import { useActions } from '../actions.ts';
import type { ConnectionState } from '../../protocol/messages.ts';
import { useLanguage } from '../text.ts';
import { Icon } from './icon.tsx';
import { showControls } from '../showControls.ts';

/** The model in use; opens the choice of models. */
export function ModelButton({ connection }: { readonly connection: ConnectionState }): VNode {
  const { t } = useLanguage();
  const { post } = useActions();
  const text = {
    checking: t('Connecting'),
    problem: t('No model'),
    pulling: t('Downloading'),
    ready: connection.kind === 'ready' ? showControls(connection.model) : '',
  }[connection.kind];
  const title =
    connection.kind === 'ready'
      ? t('Model: {0} on {1}', connection.model, connection.host)
      : `${text}\n${t('Select Model')}`;
  return (
    <button
      type="button"
      class="toolbar-button model"
      data-testid="model-button"
      data-state={connection.kind}
      title={title}
      onClick={() => post({ type: 'select-model' })}
    >
      {connection.kind === 'problem' && <Icon name="warning" />}
      <span class="toolbar-text">{text}</span>
      <Icon name="chevron-down" class="chevron" />
    </button>
  );
}
