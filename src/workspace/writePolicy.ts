import { isAbsolute, join, relative, sep } from 'node:path';
import type { FileSystem } from '../base/fileSystem.ts';
import { userText, type UserText } from '../base/userText.ts';
import { escapeInvisible, foldName, refuseShape } from './pathShape.ts';
import { protectionOf } from './protectedNames.ts';
import type { WriteDecision, WriteOperation, WritePolicy, WriteRequest } from './types.ts';

/** What the policy needs. */
export interface WritePolicyOptions {
  readonly fileSystem: FileSystem;
  /** Absolute folders that are denied whole, e.g. Caravan's own storage. */
  readonly deniedFolders?: readonly string[];
}

/**
 * The one gate for every write. It decides on the path as it is after every repair, with all links
 * resolved; deny beats ask, ask beats allow, and whatever goes wrong denies.
 */
export function createWritePolicy(options: WritePolicyOptions): WritePolicy {
  return {
    async authorizeWrite(request) {
      try {
        return request.operation === 'rename'
          ? await decideRename(request, options)
          : await decide({ ...request, operation: request.operation }, options);
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        return deny('', userText('The path could not be checked: {0}', escapeInvisible(detail)));
      }
    },
  };
}

interface PlainRequest extends WriteRequest {
  readonly operation: WriteOperation;
}

/** Both ends count: what stands at the source goes away, what stands at the target appears. */
async function decideRename(
  { root, path, from }: WriteRequest,
  options: WritePolicyOptions,
): Promise<WriteDecision> {
  if (from === undefined) return deny('', userText('A renamed file has to come from somewhere.'));
  const source = await decide({ root, path: from, operation: 'delete' }, options);
  const target = await decide({ root, path, operation: 'create' }, options);
  const { realPath } = target;
  if (source.decision === 'deny') return { ...source, realPath };
  if (target.decision !== 'allow') return target;
  if (await options.fileSystem.lstat(realPath)) {
    return { decision: 'ask', reason: userText('{0} exists already.', path), realPath };
  }
  return { ...source, realPath };
}

async function decide(
  { root, path, operation }: PlainRequest,
  { fileSystem, deniedFolders = [] }: WritePolicyOptions,
): Promise<WriteDecision> {
  const shape = refuseShape(path);
  if (shape) return deny('', shape);
  if (!isAbsolute(root)) return deny('', userText('No folder is open to write into.'));
  const realRoot = await fileSystem.realPath(root);
  const place = await resolve(fileSystem, realRoot, path.split('/'));
  if ('refused' in place) return deny(place.realPath, place.refused);

  const { realPath } = place;
  const inside = namesInside(realRoot, realPath);
  if (inside === undefined || inside.length === 0) {
    return deny(realPath, userText('{0} leads out of the folder, to {1}.', path, realPath));
  }
  for (const folder of deniedFolders) {
    const real = (await fileSystem.stat(folder)) ? await fileSystem.realPath(folder) : folder;
    if (namesInside(real, realPath) !== undefined) {
      return deny(realPath, userText("{0} belongs to Caravan's own storage.", path));
    }
  }
  // Both spellings count: the one asked for and the one the links lead to.
  const protections = [protectionOf(path.split('/')), protectionOf(inside)];
  if (protections.includes('deny')) {
    return deny(
      realPath,
      userText('{0} can change how programs run on this machine, so it is never written.', path),
    );
  }
  const reason = protections.includes('ask')
    ? userText('{0} decides what runs when the project is built, installed or tested.', path)
    : await reasonToAsk(fileSystem, place, { path, operation });
  return reason ? { decision: 'ask', reason, realPath } : { decision: 'allow', realPath };
}

type Place =
  | { readonly realPath: string; readonly exists: boolean }
  | { readonly realPath: string; readonly refused: UserText };

/** Follows every link of the path that exists; a link that leads nowhere rejects. */
async function resolve(
  fileSystem: FileSystem,
  realRoot: string,
  names: readonly string[],
): Promise<Place> {
  let at = realRoot;
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    if (await isBareRepository(fileSystem, at)) {
      return { realPath: at, refused: userText('{0} is a git repository of its own.', at) };
    }
    const next = join(at, name);
    const entry = await fileSystem.lstat(next);
    if (!entry) return { realPath: join(at, ...names.slice(index)), exists: false };
    at = entry.kind === 'symlink' ? await fileSystem.realPath(next) : next;
    const kind = entry.kind === 'symlink' ? (await fileSystem.stat(at))?.kind : entry.kind;
    if (namesInside(realRoot, at) === undefined) return { realPath: at, exists: true };
    if (kind !== (isLast ? 'file' : 'directory')) {
      return {
        realPath: at,
        refused: isLast
          ? userText('{0} is not a regular file.', at)
          : userText('{0} is not a folder.', at),
      };
    }
  }
  return { realPath: at, exists: true };
}

// A folder of this shape is read by git, with hooks and config, without being called .git.
async function isBareRepository(fileSystem: FileSystem, folder: string): Promise<boolean> {
  if ((await fileSystem.lstat(join(folder, 'HEAD'))) === undefined) return false;
  const marks = await Promise.all(
    ['objects', 'refs', 'commondir'].map((name) => fileSystem.lstat(join(folder, name))),
  );
  return marks.some((mark) => mark !== undefined);
}

/** Names that lead from a folder to a path in it ([] for itself), or undefined outside. */
function namesInside(folder: string, path: string): readonly string[] | undefined {
  const way = relative(folder, path);
  if (way === '') return [];
  const names = way.split(sep);
  return isAbsolute(way) || names[0] === '..' ? undefined : names;
}

async function reasonToAsk(
  fileSystem: FileSystem,
  { realPath, exists }: Extract<Place, { exists: boolean }>,
  { path, operation }: Pick<PlainRequest, 'path' | 'operation'>,
): Promise<UserText | undefined> {
  if (operation === 'delete') return userText('{0} would be deleted.', path);
  if (!exists) {
    const twin = await findTwin(fileSystem, realPath);
    return twin === undefined
      ? undefined
      : userText('{0} differs from the existing {1} only in case or accents.', path, twin);
  }
  const stat = await fileSystem.lstat(realPath);
  if (!stat) throw new Error(`${realPath} is gone`);
  if (stat.links > 1) {
    return userText(
      '{0} is one of several names of the same file; the others keep the old text.',
      path,
    );
  }
  if (process.platform !== 'win32' && (stat.mode & 0o111) !== 0) {
    return userText('{0} is a program that can be started.', path);
  }
  return undefined;
}

async function findTwin(fileSystem: FileSystem, realPath: string): Promise<string | undefined> {
  const folder = join(realPath, '..');
  if ((await fileSystem.lstat(folder)) === undefined) return undefined;
  const name = relative(folder, realPath);
  const entries = await fileSystem.readDirectory(folder);
  return entries.find((entry) => foldName(entry.name) === foldName(name))?.name;
}

function deny(realPath: string, reason: UserText): WriteDecision {
  return { decision: 'deny', reason, realPath };
}
