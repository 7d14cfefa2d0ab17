import type { SourceFile } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { showInvisible } from '../base/showInvisible.ts';
import { userText } from '../base/userText.ts';
import { findMentions, mentionText, type Mention } from '../protocol/mentions.ts';

/** Characters that all mentions of a message bring along together: about 7,000 tokens. */
export const mentionRoom = 24_000;
/** Which mentions are meant: those of this moment in the editor, those that last, or all. */
export type MentionMoment = 'now' | 'later' | 'all';

/**
 * Where the content of mentions comes from. Each gives nothing where there is nothing to take.
 * Files and folders throw a CaravanError that says what is wrong with the name.
 */
export interface MentionSources {
  file(path: string): Promise<readonly SourceFile[]>;
  folder(path: string): Promise<readonly SourceFile[]>;
  symbol(name: string): Promise<readonly SourceFile[]>;
  selection(): Promise<readonly SourceFile[]>;
  problems(): Promise<readonly SourceFile[]>;
  editors(): Promise<readonly SourceFile[]>;
  diff(): Promise<readonly SourceFile[]>;
  terminal(): Promise<readonly SourceFile[]>;
}

/** What goes along with a message. */
export interface ResolvedMentions {
  readonly files: readonly SourceFile[];
  /** Files of which only a part fits. */
  readonly cut: readonly string[];
}

/** What is only read. Text of files stays as it is: what a model changes must fit it. */
const onlyRead: readonly string[] = ['problems', 'diff', 'terminal'];
const lasting: readonly string[] = ['file', 'folder', 'symbol', 'diff'];

/**
 * The content of everything a message mentions, each once, cut to fit together.
 * @throws CaravanError `invalid-argument` for the first mention that has no content.
 */
export async function resolveMentions(
  text: string,
  sources: MentionSources,
  moment: MentionMoment = 'all',
): Promise<ResolvedMentions> {
  const found = findMentions(text).filter(
    ({ kind }) => moment === 'all' || lasting.includes(kind) === (moment === 'later'),
  );
  const mentions = [...new Map(found.map((each) => [`${each.kind}:${each.name}`, each])).values()];
  const files: SourceFile[] = [];
  // One after the other: each asks the same editor.
  for (const mention of mentions) {
    const content = await contentOf(mention, sources);
    if (content.length === 0) throw nothingFor(mention);
    files.push(...(onlyRead.includes(mention.kind) ? content.map(readable) : content));
  }
  return fit(files, mentionRoom);
}

function readable({ path, content }: SourceFile): SourceFile {
  return { path, content: showInvisible(content) };
}

function contentOf({ kind, name }: Mention, from: MentionSources): Promise<readonly SourceFile[]> {
  switch (kind) {
    case 'file':
      return from.file(name);
    case 'folder':
      return from.folder(name);
    case 'symbol':
      return from.symbol(name);
    default:
      return from[kind]();
  }
}

/** The files, the long ones cut so that all fit; short ones leave their room to the others. */
export function fit(files: readonly SourceFile[], room: number): ResolvedMentions {
  let left = room;
  const shares = new Map<SourceFile, number>();
  const byLength = files.toSorted((one, other) => one.content.length - other.content.length);
  for (const [index, file] of byLength.entries()) {
    const share = Math.min(file.content.length, Math.floor(left / (files.length - index)));
    shares.set(file, share);
    left -= share;
  }
  const cut = files.filter((file) => (shares.get(file) ?? 0) < file.content.length);
  return {
    cut: [...new Set(cut.map(({ path }) => path))],
    files: files.map((file) =>
      cut.includes(file) ? shortened(file, shares.get(file) ?? 0) : file,
    ),
  };
}

function shortened({ path, content }: SourceFile, share: number): SourceFile {
  const note = `\n[cut here: the first ${share} of ${content.length} characters]`;
  return { path, content: content.slice(0, share) + note };
}

function nothingFor(mention: Mention): CaravanError {
  const { kind, name } = mention;
  const error = (text: ReturnType<typeof userText>, next: ReturnType<typeof userText>) =>
    new CaravanError('invalid-argument', { text, next, kept: notSent() });
  switch (kind) {
    case 'file':
    case 'folder':
      return error(
        userText('{0} holds nothing that could go along.', name),
        userText('Mention another file, or take the mention out.'),
      );
    case 'symbol':
      return error(
        userText('VS Code knows no symbol {0} in this folder.', name),
        userText('Open a file of its language so that VS Code reads it, or mention the file.'),
      );
    case 'selection':
      return error(
        userText('Nothing is selected in an editor.'),
        userText('Select the lines you mean, then send again.'),
      );
    case 'problems':
      return error(
        userText('VS Code shows no problems for this folder.'),
        userText(
          'Take {0} out of the message, or open the file that has the problem.',
          mentionText(kind),
        ),
      );
    case 'editors':
      return error(
        userText('No file of this folder is open in an editor.'),
        userText('Open the files you mean, then send again.'),
      );
    case 'diff':
      return error(
        userText('Git knows no changes in this folder.'),
        userText('Change a file in a Git repository first, or take {0} out.', mentionText(kind)),
      );
    case 'terminal':
      return error(
        userText('Nothing is selected in the terminal.'),
        userText('Select the lines you mean in the terminal, then send again.'),
      );
  }
}

/** Said where a message stays with the user. */
export function notSent(): ReturnType<typeof userText> {
  return userText('Your message was not sent.');
}
