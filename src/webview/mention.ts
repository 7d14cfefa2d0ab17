import {
  mentionLimit,
  mentionText,
  type MentionKind,
  type MentionOffer,
} from '../protocol/mentions.ts';
import type { Translate } from './text.ts';

/** A mention that is being typed: what stands between its `@` and the cursor. */
export interface TypedMention {
  /** Index of the `@`, in UTF-16 units. */
  readonly start: number;
  readonly typed: string;
}

/** What can be put in place of a mention that is being typed. */
export interface MentionChoice {
  readonly key: string;
  readonly icon: string;
  readonly label: string;
  readonly hint: string;
  /** Text that takes its place; one that asks for a name ends with a colon. */
  readonly insert: string;
}

const icons: Readonly<Record<MentionKind, string>> = {
  file: 'file',
  folder: 'folder',
  symbol: 'symbol-method',
  selection: 'selection',
  problems: 'warning',
  editors: 'files',
  diff: 'diff',
  terminal: 'terminal',
};

/** The mention the cursor is in or right behind; undefined when there is none. */
export function typedMention(draft: string, cursor: number): TypedMention | undefined {
  const found = /(?<![\w.@/-])@((?:(?:file|folder|symbol):"[^"\n]*)|[^\s@"]*)$/.exec(
    draft.slice(0, cursor),
  );
  const typed = found?.[1] ?? '';
  return found && typed.length <= mentionLimit ? { start: found.index, typed } : undefined;
}

/** The kinds that begin as typed, then what the host found for it, or for less of it. */
export function mentionChoices(
  t: Translate,
  typed: string,
  found: { readonly query: string; readonly offers: readonly MentionOffer[] } | undefined,
): readonly MentionChoice[] {
  const kinds: readonly (readonly [kind: MentionKind, hint: string])[] = [
    ['file', t('A file of this folder')],
    ['folder', t('The files of a folder')],
    ['symbol', t('A function or class')],
    ['selection', t('What is selected in the editor')],
    ['problems', t('Errors and warnings VS Code shows')],
    ['editors', t('The files that are open')],
    ['diff', t('Your changes, as Git knows them')],
  ];
  const fixed = kinds
    .filter(([kind]) => kind.startsWith(typed))
    .map(([kind, hint]) => ({
      key: kind,
      icon: icons[kind],
      label: `@${kind}`,
      hint,
      insert: isNamed(kind) ? `@${kind}:` : mentionText(kind),
    }));
  const isUsable = found !== undefined && typed.startsWith(found.query);
  const offers = isUsable ? found.offers.filter((offer) => fits(offer, typed, found.query)) : [];
  return [...fixed, ...offers.map((offer) => toChoice(t, offer))];
}

/** The draft with a choice in place of what was typed, and where the cursor goes. */
export function withMention(
  draft: string,
  { start, typed }: TypedMention,
  { insert }: MentionChoice,
): { readonly draft: string; readonly cursor: number } {
  const end = start + 1 + typed.length;
  // What was there of the old name goes with it.
  const rest = draft.slice(end).replace(typed.includes('"') ? /^[^"\n]*"/ : /^[^\s"]+/, '');
  const isOpen = insert.endsWith(':');
  const space = isOpen || /^\s/.test(rest) ? '' : ' ';
  const before = draft.slice(0, start) + insert + space;
  const isBehindSpace = !isOpen && space === '';
  return { draft: before + rest, cursor: before.length + (isBehindSpace ? 1 : 0) };
}

/** Mentions with the spaces they need to stand between two texts. */
export function spaced(before: string, mentions: string, after: string): string {
  const isApart = before === '' || /\s$/.test(before);
  return (isApart ? '' : ' ') + mentions + (/^\s/.test(after) ? '' : ' ');
}

/** Puts mentions where the cursor is, as if they were typed; what is selected stays. */
export function insertMentions(area: HTMLTextAreaElement, mentions: string): void {
  const { value, selectionEnd: at } = area;
  area.setRangeText(spaced(value.slice(0, at), mentions, value.slice(at)), at, at, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}

function toChoice(t: Translate, { kind, name, detail }: MentionOffer): MentionChoice {
  const insert = mentionText(kind, name);
  if (kind === 'terminal') {
    const hint = t('What is selected in the terminal');
    return { key: kind, icon: icons[kind], label: '@terminal', hint, insert };
  }
  const isPath = kind === 'file' || kind === 'folder';
  const slash = name.lastIndexOf('/');
  const label = isPath ? name.slice(slash + 1) : name;
  const hint = isPath ? name.slice(0, Math.max(0, slash)) : detail;
  return { key: `${kind}:${name}`, icon: icons[kind], label, hint, insert };
}

/** Does an offer still fit when more has been typed than was asked for? */
function fits({ kind, name }: MentionOffer, typed: string, query: string): boolean {
  if (typed === query) return true;
  const wanted = typed.replace(/^(?:file|folder|symbol):"?/, '').toLowerCase();
  return (kind === 'terminal' ? kind : name).toLowerCase().includes(wanted);
}

function isNamed(kind: MentionKind): boolean {
  return kind === 'file' || kind === 'folder' || kind === 'symbol';
}
