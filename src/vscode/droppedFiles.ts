import { isSecretFile, namedPathLimit, type Caravan } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { userText, type UserText } from '../base/userText.ts';
import { dropLimit } from '../protocol/droppedFiles.ts';
import { findMentions, mentionText, type MentionKind } from '../protocol/mentions.ts';
import { noSuchFolder, unreadable } from './mentionFiles.ts';

/** What dropped files are looked up through. */
export interface DroppedFilePorts {
  readonly core: Pick<Caravan, 'namedPaths' | 'readNamed'>;
  /** Is there a folder Caravan works in? */
  readonly hasFolder: boolean;
  /** Path in the open folder of an address, `.` for the folder itself; undefined for any other. */
  readonly pathOf: (uri: string) => string | undefined;
}

/** What came of dropped files. */
export interface DroppedMentions {
  /** Mentions of those that may go along, with spaces between; empty when there are none. */
  readonly text: string;
  /** Why the first of the others is not among them. */
  readonly refused?: CaravanError;
}

/**
 * Mentions for what was dropped on the chat. Nobody typed the names, so nothing goes along that is
 * ignored or secret.
 * @throws CaravanError `invalid-argument` when it is too much at once, `no-workspace` without a folder.
 */
export async function mentionDropped(
  uris: readonly string[],
  { core, hasFolder, pathOf }: DroppedFilePorts,
): Promise<DroppedMentions> {
  if (!hasFolder) throw noFolder();
  if (uris.length > dropLimit) throw tooMany();
  const listed = new Set(await core.namedPaths());
  const mentions = new Set<string>();
  const problems: CaravanError[] = [];
  for (const uri of uris) {
    const path = pathOf(uri);
    const found = path === undefined ? outside(uri) : await mentionOf(path, listed, core);
    if (typeof found === 'string') mentions.add(found);
    else problems.push(found);
  }
  const text = [...mentions].join(' ');
  const [refused] = problems;
  if (!refused) return { text };
  const { code, text: cause, next } = refused;
  const kept =
    text === ''
      ? userText('Your message stays as it was.')
      : userText('Those that can be mentioned are in your message.');
  return { text, refused: new CaravanError(code, { text: cause, kept, ...(next && { next }) }) };
}

async function mentionOf(
  path: string,
  listed: ReadonlySet<string>,
  core: DroppedFilePorts['core'],
): Promise<string | CaravanError> {
  if (path === '.') return mentionText('folder', '.');
  if (isSecretFile(path.split('/').at(-1) ?? '')) {
    return refusal(userText('{0} may hold secrets, so it is not mentioned by dropping it.', path));
  }
  const found = await core.readNamed(path);
  if ('problem' in found && found.problem !== 'folder') return unreadable(path, found.problem);
  const isFolder = 'problem' in found;
  if (isFolder && ![...listed].some((each) => each.startsWith(`${path}/`))) {
    return noSuchFolder(path);
  }
  if (!isFolder && !listed.has(path) && listed.size < namedPathLimit) {
    return refusal(userText('{0} is ignored here, or was made only a moment ago.', path));
  }
  return written(isFolder ? 'folder' : 'file', path);
}

/** Some names do not fit into a mention: then it would be another file, or only text. */
function written(kind: MentionKind, path: string): string | CaravanError {
  const mention = mentionText(kind, path);
  return findMentions(mention)[0]?.name === path
    ? mention
    : new CaravanError('invalid-argument', {
        text: userText('The name {0} is too long or too unusual for a mention.', path),
        next: userText('Open the file, select the part you mean and mention @selection.'),
      });
}

function refusal(text: UserText): CaravanError {
  const next = userText('Type @file: and its whole name if it is to go along.');
  return new CaravanError('invalid-argument', { text, next });
}

function outside(uri: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('{0} is outside the open folder.', nameIn(uri)),
    next: userText('Drop files of the folder Caravan works in, or paste the text.'),
  });
}

function nameIn(uri: string): string {
  const name =
    uri
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) ?? uri;
  try {
    return decodeURIComponent(name).slice(0, 200);
  } catch {
    return name.slice(0, 200);
  }
}

function noFolder(): CaravanError {
  return new CaravanError('no-workspace', {
    text: userText('There is no open folder to work in.'),
    kept: userText('Your message stays as it was.'),
    next: userText('Open a folder, or choose one of several with “Caravan: Choose Folder”.'),
  });
}

function tooMany(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('No more than {0} files can be dropped at once.', dropLimit),
    kept: userText('Your message stays as it was.'),
    next: userText('Drop the folder they are in.'),
  });
}
