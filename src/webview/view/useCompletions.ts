import { useEffect, useState } from 'preact/hooks';
import type { MentionOffer } from '../../protocol/mentions.ts';
import { useActions } from '../actions.ts';
import { mentionChoices, typedMention, withMention } from '../mention.ts';
import { matchingCommands, type SlashCommand } from '../slash.ts';
import { useLanguage } from '../text.ts';
import type { Completion } from './completionMenu.tsx';

/** Milliseconds without a key before the host is asked what fits. */
const askAfter = 120;

/** A completion with what picking it does. */
export interface ComposerCompletion extends Completion {
  /** Enter sends: what is typed is this already. */
  readonly isTyped: boolean;
  readonly pick: () => void;
}

/** What the composer offers for what is typed. */
export interface Completions {
  readonly label: string;
  readonly testId: string;
  readonly items: readonly ComposerCompletion[];
}

/** Answers of the host to what was typed after an `@`. */
export interface FoundMentions {
  readonly query: string;
  readonly offers: readonly MentionOffer[];
}

/** Commands behind a `/` at the beginning, mentions behind an `@` at the cursor. */
export function useCompletions(props: {
  readonly draft: string;
  /** Where the cursor is, in UTF-16 units. */
  readonly cursor: number;
  readonly commands: readonly SlashCommand[];
  readonly found: FoundMentions | undefined;
  readonly onCommand: (command: SlashCommand) => void;
  readonly onDraft: (draft: string, cursor: number) => void;
}): Completions {
  const { t } = useLanguage();
  const { post } = useActions();
  const { draft, cursor, commands, found } = props;
  const mention = typedMention(draft, cursor);
  const typed = mention?.typed;
  const [isAsked, setAsked] = useState(false);
  useEffect(() => {
    setAsked(typed !== undefined);
    if (typed === undefined) return undefined;
    // The first answer is wanted at once; while someone types on, the last is enough.
    const timer = setTimeout(
      () => post({ type: 'find-mentions', query: typed }),
      isAsked ? askAfter : 0,
    );
    return () => clearTimeout(timer);
  }, [typed]);
  if (mention) {
    const items = mentionChoices(t, mention.typed, found).map((choice) => ({
      ...choice,
      testId: `mention-${choice.key}`,
      isTyped: choice.insert === `@${mention.typed}`,
      pick: () => {
        const next = withMention(draft, mention, choice);
        props.onDraft(next.draft, next.cursor);
      },
    }));
    return { label: t('Context'), testId: 'mention-menu', items };
  }
  const items = matchingCommands(commands, draft).map((command) => ({
    key: command.name,
    testId: `slash-${command.name}`,
    label: `/${command.name}`,
    hint: command.hint,
    isTyped: draft === `/${command.name}`,
    pick: () => {
      const text = `/${command.name} `;
      if (command.ask) props.onDraft(text, text.length);
      else props.onCommand(command);
    },
  }));
  return { label: t('Commands'), testId: 'slash-menu', items };
}
