import { dropLimit, droppedUriLimit } from '../protocol/droppedFiles.ts';

/** What VS Code drags its files as; the other is what everyone else uses (RFC 2483). */
const uriLists = ['application/vnd.code.uri-list', 'text/uri-list'] as const;

/** What is read of a drag. */
export type Dragged = Pick<DataTransfer, 'types' | 'getData'>;

/** May these be files? Their addresses cannot be read before the drop; a link of a page has HTML too. */
export function mayBeFiles({ types }: Pick<Dragged, 'types'>): boolean {
  const [ofCode, ofOthers] = uriLists;
  return types.includes(ofCode) || (types.includes(ofOthers) && !types.includes('text/html'));
}

/**
 * Addresses of what was dropped, one more than may be dropped at once at most; none when it is a web
 * page, or no files.
 */
export function droppedUris(dragged: Dragged): readonly string[] {
  if (!mayBeFiles(dragged)) return [];
  const list = uriLists.map((type) => dragged.getData(type)).find((text) => text !== '') ?? '';
  return list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !/^https?:/i.test(line))
    .slice(0, dropLimit + 1)
    .map((line) => line.slice(0, droppedUriLimit));
}
