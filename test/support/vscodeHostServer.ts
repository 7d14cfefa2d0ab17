import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { launchChromium } from './chromium.ts';
import { startProcessGroup, type ProcessGroup } from './processes.ts';
import { installVsCodeServer } from './vscodeHostInstall.ts';
import type { RunningVsCode, StartVsCode } from './vscodeHost.ts';

const exec = promisify(execFile);

/** Built-in extensions no test uses; leaving them out makes the host start sooner. */
const skippedBuiltins = [
  'github.copilot-chat',
  'ms-vscode.js-debug',
  'vscode.debug-auto-launch',
  'vscode.emmet',
  'vscode.git',
  'vscode.github',
  'vscode.github-authentication',
  'vscode.merge-conflict',
  'vscode.microsoft-authentication',
  'vscode.tunnel-forwarding',
];

export interface VsCodeServer {
  /** Address of a folder's window; holds the token without which the server answers nobody. */
  readonly urlOf: (folder: string) => string;
  readonly group: ProcessGroup;
}

/** Installs the extensions and starts VS Code's own server on a free loopback port. */
export async function startVsCodeServer(
  start: Pick<StartVsCode, 'home' | 'env' | 'extensions' | 'settings' | 'say'>,
): Promise<VsCodeServer> {
  const main = await installVsCodeServer(start.say);
  const data = join(start.home, 'data');
  const folders = ['--server-data-dir', data, '--extensions-dir', join(start.home, 'extensions')];
  await mkdir(join(data, 'data/User'), { recursive: true });
  await writeFile(join(data, 'data/User/settings.json'), JSON.stringify(start.settings, null, 2));
  const install = start.extensions.flatMap((path) => ['--install-extension', path]);
  await exec(process.execPath, [main, ...folders, ...install, '--force'], { env: start.env });
  const token = randomUUID();
  const group = startProcessGroup(
    process.execPath,
    [
      main,
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--connection-token',
      token,
      '--accept-server-license-terms',
      '--telemetry-level',
      'off',
      ...folders,
    ],
    { env: start.env },
  );
  const match = await group.waitForOutput(/Extension host agent listening on (\d+)/, 30_000);
  const base = `http://127.0.0.1:${match[1]}`;
  return { urlOf: (folder) => `${base}/?tkn=${token}&folder=${encodeURIComponent(folder)}`, group };
}

/** Starts the VS Code server and opens it in a Chromium without a window. */
export async function startServer(start: StartVsCode): Promise<RunningVsCode> {
  const server = await startVsCodeServer({
    ...start,
    env: {
      ...start.env,
      VSCODE_SKIP_BUILTIN_EXTENSIONS: skippedBuiltins
        .filter((name) => name !== 'vscode.git' || !start.withGit)
        .join(','),
    },
  });
  const browser = await launchChromium(start.say).catch(async (error: unknown) => {
    await server.group.end(5_000);
    throw error;
  });
  const page = await browser.newPage({ viewport: start.viewport });
  await page.goto(server.urlOf(start.folder));
  return {
    kind: 'VS Code server in Chromium',
    page,
    reload: async () => {
      await page.reload();
    },
    log: () => server.group.output(),
    end: async () => {
      await browser.close();
      await server.group.end(10_000);
    },
  };
}
