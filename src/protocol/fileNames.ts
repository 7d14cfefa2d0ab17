/** Most characters of a name that may be a file's. */
export const fileNameLimit = 300;

/** Most names the view asks about in one message. */
export const namesAtOnce = 64;

/** A name in a text, and the file of the folder that it means; no path when there is none. */
export interface FoundFile {
  readonly name: string;
  readonly path?: string;
}
