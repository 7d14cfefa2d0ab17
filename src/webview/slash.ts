import type { FromView, Mode } from '../protocol/messages.ts';
import type { Translate } from './text.ts';

/** A command of the composer: either a way to ask, or something that is done at once. */
export interface SlashCommand {
  readonly name: string;
  readonly hint: string;
  /** The task to send for what was typed after the name, and its mode. */
  readonly ask?: (rest: string) => { readonly text: string; readonly mode: Mode };
  /** What is asked of the host instead. */
  readonly message?: FromView;
}

/** All commands, in the order they are offered. `conversationId`: the one that is shown. */
export function slashCommands(t: Translate, conversationId: string): readonly SlashCommand[] {
  const ask =
    (mode: Mode, full: (rest: string) => string, bare: string) =>
    (rest: string): { text: string; mode: Mode } => ({
      text: rest === '' ? bare : full(rest),
      mode,
    });
  return [
    {
      name: 'plan',
      hint: t('Plan a change, write nothing'),
      ask: ask('plan', (rest) => rest, t('Plan the next change to this project.')),
    },
    {
      name: 'tests',
      hint: t('Write tests'),
      ask: ask(
        'code',
        (rest) => t('Write tests for {0}', rest),
        t('Write tests for the code of this project that has none.'),
      ),
    },
    {
      name: 'fix',
      hint: t('Find and fix a fault'),
      ask: ask('code', (rest) => t('Fix this: {0}', rest), t('Find and fix the failing test')),
    },
    {
      name: 'explain',
      hint: t('Explain code'),
      ask: ask('analyze', (rest) => t('Explain {0}', rest), t('Explain what this project does.')),
    },
    {
      name: 'review',
      hint: t('Look for faults'),
      ask: ask(
        'analyze',
        (rest) => t('Review {0}: list the faults, the gravest first.', rest),
        t('Review this project: list the faults, the gravest first.'),
      ),
    },
    {
      name: 'commit',
      hint: t('Commit message for your changes'),
      message: { type: 'commit-message' },
    },
    { name: 'clear', hint: t('New conversation'), message: { type: 'new-conversation' } },
    {
      name: 'export',
      hint: t('Save this conversation as Markdown'),
      message: { type: 'export-conversation', id: conversationId, format: 'markdown' },
    },
  ];
}

/** Commands whose name begins with what is typed; none once more than a name is there. */
export function matchingCommands(
  commands: readonly SlashCommand[],
  draft: string,
): readonly SlashCommand[] {
  const typed = /^\/([a-z]*)$/.exec(draft)?.[1];
  return typed === undefined ? [] : commands.filter(({ name }) => name.startsWith(typed));
}

/** The command a draft calls and what follows its name; undefined for anything else. */
export function parseCommand(
  commands: readonly SlashCommand[],
  draft: string,
): { readonly command: SlashCommand; readonly rest: string } | undefined {
  const [, name, rest = ''] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(draft.trim()) ?? [];
  const command = commands.find((candidate) => candidate.name === name);
  return command && { command, rest: rest.trim() };
}
