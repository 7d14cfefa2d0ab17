import type { Caravan, NamedFile, SourceFile } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { notSent } from './mentionResolve.ts';

/** Files of a mentioned folder whose text goes along; of the others only the names. */
const folderFiles = 20;

/** What mentioned files are read through; `unsaved`: the text of an editor that is ahead of the disk. */
export interface MentionFilePorts {
  readonly core: Pick<Caravan, 'namedPaths' | 'readNamed'>;
  readonly unsaved: (path: string) => string | undefined;
}

/** A file as it is in the editor, else on disk. @throws CaravanError `invalid-argument`. */
export async function mentionedFile(
  { core, unsaved }: MentionFilePorts,
  name: string,
): Promise<readonly SourceFile[]> {
  const path = plainPath(name);
  const found = await core.readNamed(path);
  if ('problem' in found) throw unreadable(path, found.problem);
  return [{ path, content: unsaved(path) ?? found.content }];
}

/**
 * The names of a folder's files and the text of its first ones, none that is ignored or secret.
 * @throws CaravanError `invalid-argument` when there is no such folder.
 */
export async function mentionedFolder(
  ports: MentionFilePorts,
  name: string,
): Promise<readonly SourceFile[]> {
  const folder = plainPath(name).replace(/\/+$/, '');
  const all = await ports.core.namedPaths();
  const paths = folder === '' || folder === '.' ? all : all.filter(isIn(folder));
  if (paths.length === 0) throw noSuchFolder(folder);
  const list = { path: `${folder === '' ? '.' : folder}/`, content: paths.join('\n') };
  return [list, ...(await readAll(ports, paths.slice(0, folderFiles)))];
}

/** The text of those files that can be read. */
export async function readAll(
  { core, unsaved }: MentionFilePorts,
  paths: readonly string[],
): Promise<readonly SourceFile[]> {
  const files = await Promise.all(
    paths.map(async (path) => {
      const found = await core.readNamed(path);
      return 'content' in found ? [{ path, content: unsaved(path) ?? found.content }] : [];
    }),
  );
  return files.flat();
}

function isIn(folder: string): (path: string) => boolean {
  return (path) => path.startsWith(`${folder}/`);
}

function plainPath(name: string): string {
  return name.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
}

/** Says that no file of a folder may go along, where a message mentions it. */
export function noSuchFolder(folder: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('There is no folder {0} with files that could go along.', folder),
    kept: notSent(),
    next: userText('Type @folder: and choose one from the list.'),
  });
}

/** Says why a file that a message mentions cannot be read. */
export function unreadable(
  path: string,
  problem: Extract<NamedFile, { problem: unknown }>['problem'],
): CaravanError {
  const error = (text: ReturnType<typeof userText>, next: ReturnType<typeof userText>) =>
    new CaravanError('invalid-argument', { text, next, kept: notSent() });
  switch (problem) {
    case 'missing':
      return error(
        userText('There is no file {0}.', path),
        userText(
          'Type @file: and choose one from the list; name a file that is to be made without @.',
        ),
      );
    case 'folder':
      return error(
        userText('{0} is a folder.', path),
        userText('Mention it as @folder:{0}.', path),
      );
    case 'outside':
      return error(
        userText('{0} is outside the open folder.', path),
        userText('Mention a file of the folder, or paste its text.'),
      );
    case 'secret':
      return error(
        userText('{0} leads to a file that holds secrets.', path),
        userText('Mention that file by its own name if it is to go along.'),
      );
    case 'too-large':
      return error(
        userText('{0} is larger than 1 MB.', path),
        userText('Select the part you mean and mention @selection.'),
      );
    case 'not-text':
      return error(
        userText('{0} is not a text file.', path),
        userText('Mention a text file, or take the mention out.'),
      );
  }
}
