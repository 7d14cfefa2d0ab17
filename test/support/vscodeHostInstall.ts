import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cacheFolder.ts';
import { installOnce } from './installOnce.ts';

const exec = promisify(execFile);

/** Package that carries the VS Code server; 4.139.1 holds VS Code 1.139.1. */
const codeServerVersion = '4.139.1';

/** Installs the VS Code server into the cache on first use; gives the path of `server-main.js`. */
export async function installVsCodeServer(say: (text: string) => void): Promise<string> {
  const folder = await installOnce(
    join(cacheFolder(), `vscode-${codeServerVersion}`),
    async (work) => {
      say(
        `Installing the VS Code server (code-server ${codeServerVersion}), about half a minute …`,
      );
      await writeFile(join(work, 'package.json'), '{ "private": true }\n');
      const server = join(work, 'node_modules/code-server/lib/vscode');
      await npm(work, ['install', '--ignore-scripts', `code-server@${codeServerVersion}`]);
      await npm(server, ['install', '--omit=dev', '--ignore-scripts']);
      await npm(join(server, 'extensions'), ['install', '--omit=dev', '--ignore-scripts']);
      // Only for terminals in the editor; needs a C++ compiler, so it may fail.
      await npm(server, ['rebuild', '@vscode/spdlog', 'node-pty']).catch((error: Error) =>
        say(`Terminals will not work in this VS Code: ${error.message.split('\n')[0]}`),
      );
    },
  );
  return join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js');
}

async function npm(cwd: string, args: readonly string[]): Promise<void> {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  await exec('npm', [...args, '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd,
    env: { ...process.env, PATH: path },
    maxBuffer: 64 << 20,
    timeout: 600_000,
    shell: process.platform === 'win32',
  });
}
