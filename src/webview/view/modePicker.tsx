import type { VNode } from 'preact';
import type { Mode } from '../../protocol/messages.ts';
import { modes } from '../../protocol/modes.ts';
import { useLanguage, type Translate } from '../text.ts';
import { Icon } from './icon.tsx';
import { MenuButton } from './menuButton.tsx';

/** The mode as a quiet button with a menu of the others. */
export function ModePicker(props: {
  readonly mode: Mode;
  readonly onPick: (mode: Mode) => void;
}): VNode {
  const { t } = useLanguage();
  const items = modes.map((mode) => ({
    id: `mode-${mode}`,
    label: modeName(t, mode),
    hint: modeHint(t, mode),
    isChecked: mode === props.mode,
    onPick: () => props.onPick(mode),
  }));
  return (
    <MenuButton
      class="toolbar-button"
      testId="mode-button"
      mode={props.mode}
      title={t('Mode: {0}', modeName(t, props.mode))}
      items={items}
    >
      <span class="toolbar-text">{modeName(t, props.mode)}</span>
      <Icon name="chevron-down" class="chevron" />
    </MenuButton>
  );
}

function modeName(t: Translate, mode: Mode): string {
  switch (mode) {
    case 'auto':
      return t('Auto');
    case 'chat':
      return t('Chat');
    case 'plan':
      return t('Plan');
    case 'analyze':
      return t('Analyze');
    case 'code':
      return t('Code');
  }
}

function modeHint(t: Translate, mode: Mode): string {
  switch (mode) {
    case 'auto':
      return t('Decides by the task');
    case 'chat':
      return t('Only answers');
    case 'plan':
      return t('Plans, writes nothing');
    case 'analyze':
      return t('Reads and explains code');
    case 'code':
      return t('Writes tested code');
  }
}
