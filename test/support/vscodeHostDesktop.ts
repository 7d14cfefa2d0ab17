import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
} from '@vscode/test-electron';
import { _electron } from 'playwright-core';
import { cacheFolder } from './cacheFolder.ts';
import type { RunningVsCode, StartVsCode } from './vscodeHost.ts';

const exec = promisify(execFile);

/**
 * Path of a desktop VS Code for tests, downloaded when that works. Undefined where there is no
 * display or no way to download; CARAVAN_VSCODE=server never tries, =desktop fails instead.
 */
export async function desktopVsCode(say: (text: string) => void): Promise<string | undefined> {
  const wanted = process.env['CARAVAN_VSCODE'];
  const hasDisplay =
    process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (wanted === 'server' || (wanted !== 'desktop' && !hasDisplay)) return undefined;
  try {
    return await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath: join(cacheFolder(), 'vscode-desktop'),
      timeout: 15_000,
    });
  } catch (error) {
    if (wanted === 'desktop') throw error;
    say(`Desktop VS Code cannot be downloaded (${(error as Error).message}); using its server.`);
    return undefined;
  }
}

/** Starts desktop VS Code on a profile of its own. */
export async function startDesktop(
  executablePath: string,
  start: StartVsCode,
): Promise<RunningVsCode> {
  const data = join(start.home, 'data');
  const folders = ['--user-data-dir', data, '--extensions-dir', join(start.home, 'extensions')];
  await mkdir(join(data, 'User'), { recursive: true });
  await writeFile(join(data, 'User/settings.json'), JSON.stringify(start.settings, null, 2));
  const [cli, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(executablePath);
  const install = start.extensions.flatMap((path) => ['--install-extension', path]);
  await exec(cli!, [...cliArgs, ...folders, ...install, '--force'], {
    shell: process.platform === 'win32',
  });
  const env = Object.entries(start.env).filter((entry): entry is [string, string] => !!entry[1]);
  const app = await _electron.launch({
    executablePath,
    args: [...folders, '--no-sandbox', '--disable-gpu', '--skip-release-notes', start.folder],
    env: Object.fromEntries(env),
  });
  const page = await app.firstWindow();
  let output = '';
  app.process().stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  app.process().stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    kind: 'desktop VS Code',
    page,
    reload: start.reloadWindow,
    log: () => output,
    end: () => app.close(),
  };
}
