import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { showControls } from '../showControls.ts';
import { Icon } from './icon.tsx';

/** Something the composer can complete to. */
export interface Completion {
  /** Tells it from the others of the list. */
  readonly key: string;
  readonly testId: string;
  readonly icon?: string;
  readonly label: string;
  readonly hint: string;
}

/** Id of the element of a completion, for `aria-activedescendant`. */
export function completionId(menuId: string, index: number): string {
  return `${menuId}-${index}`;
}

/** What fits what is typed. Focus stays in the composer, which moves the choice. */
export function CompletionMenu<T extends Completion>(props: {
  readonly id: string;
  readonly label: string;
  readonly testId: string;
  readonly items: readonly T[];
  readonly chosen: number;
  readonly onPick: (item: T) => void;
}): VNode {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(
    () => list.current?.children[props.chosen]?.scrollIntoView({ block: 'nearest' }),
    [props.chosen],
  );
  return (
    <div
      ref={list}
      class="menu slash"
      role="listbox"
      id={props.id}
      aria-label={props.label}
      data-testid={props.testId}
    >
      {props.items.map((item, index) => (
        <div
          key={item.key}
          id={completionId(props.id, index)}
          class={index === props.chosen ? 'menu-item plain chosen' : 'menu-item plain'}
          role="option"
          aria-selected={index === props.chosen}
          data-testid={item.testId}
          // Not a click: the composer must not lose focus.
          onMouseDown={(event) => {
            event.preventDefault();
            props.onPick(item);
          }}
        >
          {item.icon !== undefined && <Icon name={item.icon} />}
          <span class="menu-label">{showControls(item.label)}</span>
          <span class="menu-hint" title={item.hint}>
            {showControls(item.hint)}
          </span>
        </div>
      ))}
    </div>
  );
}
