/** Files that `namedPaths` lists at most; a larger folder's deepest ones can still be named by hand. */
export const namedPathLimit = 20_000;
