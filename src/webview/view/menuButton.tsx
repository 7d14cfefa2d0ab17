import type { ComponentChildren, VNode } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** One line of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Defined in a menu of choices: whether this is the one chosen. */
  readonly isChecked?: boolean;
  readonly onPick: () => void;
}

/** A button with a menu; arrow keys move, Enter picks, Escape closes. */
export function MenuButton(props: {
  readonly class: string;
  readonly testId: string;
  readonly title: string;
  readonly label?: string;
  readonly mode?: string;
  readonly items: readonly MenuItem[];
  /** Where the menu opens; default above. */
  readonly side?: 'above' | 'below';
  readonly children: ComponentChildren;
}): VNode {
  const [isOpen, setOpen] = useState(false);
  const menuId = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    const items = root.current?.querySelectorAll<HTMLElement>('.menu-item');
    const checked = [...(items ?? [])].find((item) => item.ariaChecked === 'true');
    (checked ?? items?.[0])?.focus();
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
        class={props.class}
        data-testid={props.testId}
        data-mode={props.mode}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        aria-label={props.label}
        title={props.title}
        onClick={() => setOpen(!isOpen)}
      >
        {props.children}
      </button>
      {isOpen && (
        <div
          class={`menu ${props.side ?? 'above'}`}
          role="menu"
          id={menuId}
          aria-label={props.title}
          onKeyDown={(event) => moveFocus(event, close)}
        >
          {props.items.map((item) => (
            <button
              key={item.id}
              type="button"
              class={item.isChecked === undefined ? 'menu-item plain' : 'menu-item'}
              role={item.isChecked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.isChecked}
              data-testid={item.id}
              tabIndex={-1}
              onClick={() => {
                close();
                item.onPick();
              }}
            >
              {item.isChecked !== undefined && (
                <Icon name="check" class={item.isChecked ? 'tick' : 'tick off'} />
              )}
              <span class="menu-label">{item.label}</span>
              {item.hint && <span class="menu-hint">{item.hint}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }, close: () => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('.menu-item')];
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
