import type { MentionOffer } from '../protocol/mentions.ts';

/** Offers in one answer. */
const limit = 20;
/** Open files that are offered before anything is typed. */
const openLimit = 5;
/** Characters before symbols are asked for: fewer fit nearly all of them. */
const symbolsFrom = 2;

/** Where offers come from. */
export interface OfferPorts {
  /** Files that may be offered. */
  readonly paths: () => Promise<readonly string[]>;
  readonly openPaths: () => readonly string[];
  readonly hasTerminal: () => boolean;
  /** A file that is never offered can still be named: is there one? */
  readonly exists: (path: string) => Promise<boolean>;
  readonly symbols: (
    query: string,
  ) => Promise<readonly { readonly name: string; readonly path: string }[]>;
}

/**
 * What fits what is typed after an `@`, best first: files and folders at once, then again with the
 * symbols. `file:`, `folder:` and `symbol:` before the name ask for one kind only.
 */
export async function* findOffers(
  typed: string,
  ports: OfferPorts,
): AsyncIterable<readonly MentionOffer[]> {
  const [, kind, plain = ''] = /^(?:(file|folder|symbol):)?"?(.*)$/s.exec(typed) ?? [];
  const query = plain.replace(/^(?:\.\/)+/, '');
  const offers: MentionOffer[] = [];
  if (kind === undefined && ports.hasTerminal() && 'terminal'.startsWith(query)) {
    offers.push({ kind: 'terminal', name: '', detail: '' });
  }
  const isOpenOnly = kind === undefined && query === '';
  if (isOpenOnly) offers.push(...ports.openPaths().slice(0, openLimit).map(fileOffer));
  else if (kind !== 'symbol') offers.push(...(await pathOffers(kind, query, ports)));
  if (kind !== 'symbol') yield offers.slice(0, limit);
  if (isOpenOnly || kind === 'file' || kind === 'folder' || query.length < symbolsFrom) {
    if (kind === 'symbol') yield [];
    return;
  }
  const listed = new Set(await ports.paths());
  const symbols = (await ports.symbols(query)).filter(({ path }) => listed.has(path));
  const room = kind === 'symbol' ? limit : Math.max(limit / 2, limit - offers.length);
  const found = distinct(symbols).slice(0, room);
  yield [...offers.slice(0, limit - found.length), ...found];
}

async function pathOffers(
  kind: string | undefined,
  query: string,
  ports: OfferPorts,
): Promise<readonly MentionOffer[]> {
  const paths = await ports.paths();
  const open = new Set(ports.openPaths());
  const files = kind === 'folder' ? [] : best(paths, query, open).map(fileOffer);
  const folders = kind === 'file' ? [] : best(foldersOf(paths), query, open).map(folderOffer);
  const isExact = kind !== 'folder' && query !== '' && !paths.includes(query);
  const exact = isExact && (await ports.exists(query)) ? [fileOffer(query)] : [];
  const share = kind === undefined ? limit - Math.min(folders.length, limit / 4) : limit;
  return [...exact, ...files.slice(0, share), ...folders].slice(0, limit);
}

/** The paths that fit a query, best first; without one the open and the nearest. */
function best(
  paths: readonly string[],
  query: string,
  open: ReadonlySet<string>,
): readonly string[] {
  const wanted = query.toLowerCase();
  return paths
    .map((path) => ({ path, score: scoreOf(path, wanted) - (open.has(path) ? 0.5 : 0) }))
    .filter(({ score }) => score < Infinity)
    .sort((one, other) => one.score - other.score || one.path.length - other.path.length)
    .slice(0, limit)
    .map(({ path }) => path);
}

/** How well a path fits, the smaller the better; Infinity when it does not. */
function scoreOf(path: string, wanted: string): number {
  const whole = path.toLowerCase();
  const name = whole.slice(whole.lastIndexOf('/') + 1);
  if (wanted === '') return 1;
  if (name === wanted || whole === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (whole.startsWith(wanted)) return 2;
  if (name.includes(wanted)) return 3;
  if (whole.includes(wanted)) return 4;
  return isSpread(name, wanted) ? 5 : Infinity;
}

/** Are all characters there in their order? */
function isSpread(text: string, wanted: string): boolean {
  let at = 0;
  for (const character of text) if (character === wanted[at]) at += 1;
  return at === wanted.length;
}

function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = paths.flatMap((path) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(folders)];
}

function fileOffer(path: string): MentionOffer {
  return { kind: 'file', name: path, detail: '' };
}

function folderOffer(path: string): MentionOffer {
  return { kind: 'folder', name: path, detail: '' };
}

function distinct(
  symbols: readonly { readonly name: string; readonly path: string }[],
): readonly MentionOffer[] {
  const byName = new Map<string, MentionOffer>();
  for (const { name, path } of symbols) {
    if (!byName.has(name)) byName.set(name, { kind: 'symbol', name, detail: path });
  }
  return [...byName.values()];
}
