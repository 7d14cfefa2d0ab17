import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder for what tests and `npm start` install once: $CARAVAN_CACHE, else below the user's cache. */
export function cacheFolder(): string {
  if (process.env['CARAVAN_CACHE']) return process.env['CARAVAN_CACHE'];
  const base =
    process.platform === 'win32'
      ? process.env['LOCALAPPDATA']
      : (process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  return join(base ?? homedir(), 'caravan');
}
