import type { VNode } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Mode } from '../../protocol/messages.ts';
import { useLanguage, type Translate } from '../text.ts';
import { Icon } from './icon.tsx';

const modes: readonly Mode[] = ['auto', 'chat', 'plan', 'analyze', 'code'];

/** The mode as a quiet button with a menu; arrow keys move, Enter picks, Escape closes. */
export function ModePicker(props: {
  readonly mode: Mode;
  readonly onPick: (mode: Mode) => void;
}): VNode {
  const { t } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const menuId = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    root.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
    const closeOutside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    const closeWithWindow = (): void => setOpen(false);
    document.addEventListener('pointerdown', closeOutside);
    window.addEventListener('blur', closeWithWindow);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      window.removeEventListener('blur', closeWithWindow);
    };
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="picker" ref={root}>
      <button
        ref={button}
        type="button"
        class="toolbar-button"
        data-testid="mode-button"
        data-mode={props.mode}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        title={t('Mode: {0}', modeName(t, props.mode))}
        onClick={() => setOpen(!isOpen)}
      >
        <span class="toolbar-text">{modeName(t, props.mode)}</span>
        <Icon name="chevron-down" class="chevron" />
      </button>
      {isOpen && (
        <div class="menu" role="menu" id={menuId} onKeyDown={(event) => moveFocus(event, close)}>
          {modes.map((mode) => (
            <button
              key={mode}
              type="button"
              class="menu-item"
              role="menuitemradio"
              aria-checked={mode === props.mode}
              data-testid={`mode-${mode}`}
              tabIndex={-1}
              onClick={() => {
                props.onPick(mode);
                close();
              }}
            >
              <Icon name="check" class={mode === props.mode ? 'tick' : 'tick off'} />
              <span class="menu-label">{modeName(t, mode)}</span>
              <span class="menu-hint">{modeHint(t, mode)}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }, close: () => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitemradio"]')];
  const at = items.findIndex((item) => item === document.activeElement);
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[event.key];
  if (event.key === 'Escape' || event.key === 'Tab') close();
  else if (step !== undefined) items.at((at + step) % items.length)?.focus();
  else if (event.key === 'Home') items.at(0)?.focus();
  else if (event.key === 'End') items.at(-1)?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
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
