/** A folder of the window that is on a disk. */
export interface WindowFolder {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * The folder to work in: the only one, or of several the one the user chose. Never the first of
 * several by itself, since what is written there could be meant for another one (F14).
 */
export function workFolder(
  folders: readonly WindowFolder[],
  chosen: string | undefined,
): WindowFolder | undefined {
  return folders.length > 1 ? folders.find(({ path }) => path === chosen) : folders[0];
}
