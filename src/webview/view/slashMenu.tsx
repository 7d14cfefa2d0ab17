import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SlashCommand } from '../slash.ts';
import { useLanguage } from '../text.ts';

/** The commands that fit what is typed. Focus stays in the composer, which moves the choice. */
export function SlashMenu(props: {
  readonly id: string;
  readonly commands: readonly SlashCommand[];
  readonly chosen: number;
  readonly onPick: (command: SlashCommand) => void;
}): VNode {
  const { t } = useLanguage();
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
      aria-label={t('Commands')}
      data-testid="slash-menu"
    >
      {props.commands.map((command, index) => (
        <div
          key={command.name}
          id={`${props.id}-${command.name}`}
          class={index === props.chosen ? 'menu-item plain chosen' : 'menu-item plain'}
          role="option"
          aria-selected={index === props.chosen}
          data-testid={`slash-${command.name}`}
          // Not a click: the composer must not lose focus.
          onMouseDown={(event) => {
            event.preventDefault();
            props.onPick(command);
          }}
        >
          <span class="menu-label">/{command.name}</span>
          <span class="menu-hint">{command.hint}</span>
        </div>
      ))}
    </div>
  );
}
