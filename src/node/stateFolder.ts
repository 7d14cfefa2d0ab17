import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';

/**
 * Folder for the state of one workspace folder outside an editor: below `XDG_STATE_HOME`
 * (`~/.local/state`), `~/Library/Application Support` or `%LOCALAPPDATA%`.
 */
export function stateFolder(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const id = createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 16);
  return path.join(stateHome(environment, platform), 'caravan', id);
}

function stateHome(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const home = os.homedir();
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  if (platform === 'win32')
    return environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
  return environment['XDG_STATE_HOME'] || path.join(home, '.local', 'state');
}
