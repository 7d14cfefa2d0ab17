import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../support/cacheFolder.ts';
import { onPath } from '../support/chromium.ts';
import { realOllama, type RealOllama } from '../support/realOllama.ts';
import { packagedModel } from '../support/realOllamaModel.ts';
import { startVsCodeServer, type VsCodeServer } from '../support/vscodeHostServer.ts';
import { installVsCodeServer } from '../support/vscodeHostInstall.ts';
import { writeSampleProject } from './sampleProject.ts';
import { packageIfStale, root } from './setUp.mjs';

const exec = promisify(execFile);

/** Sets everything up, opens VS Code and stays until Ctrl+C. @param started ms since 1970. */
export async function startCaravan(started: number): Promise<void> {
  const steps = new Steps(started);
  const home = join(cacheFolder(), 'start');
  const folder = join(home, 'scratch');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const interrupted = once(stop.signal, 'abort');
  const desktop = desktopCode();
  let ollama: RealOllama | undefined;
  let server: VsCodeServer | undefined;
  try {
    const setUpModel = async (): Promise<RealOllama> => {
      ollama = await realOllama({
        ...(await settingsOf(home)),
        say: steps.say,
        progress: steps.progress,
      });
      steps.done(`Ollama at ${ollama.url} (${ollama.how}), model ${ollama.model}`);
      if (ollama.model === packagedModel) {
        steps.say('This model is too small to write good code: it only shows how Caravan works.');
        steps.say('For real work: ollama pull qwen2.5-coder:7b');
      }
      return ollama;
    };
    const setUpEditor = async (): Promise<void> => {
      if (await packageIfStale(['ignore', 'ignore', 'inherit']))
        throw new Error('The build failed.');
      steps.done('Built and packed the extension');
      await writeSampleProject(folder);
      if (desktop) return;
      await installVsCodeServer(steps.say);
      steps.done('VS Code server ready');
    };
    const setUpAll = Promise.all([setUpModel(), setUpEditor()]);
    await Promise.race([setUpAll, interrupted]);
    stop.signal.throwIfAborted();
    const model = (await setUpAll)[0];
    const settings = {
      'workbench.startupEditor': 'none',
      'telemetry.telemetryLevel': 'off',
      'security.workspace.trust.enabled': false,
      'caravan.host': model.url,
      'caravan.model': model.model,
    };
    const vsix = join(root, 'out/caravan.vsix');
    if (desktop) {
      const closed = await openDesktop(desktop, home, folder, vsix, settings);
      steps.done('Opened VS Code');
      console.log(instructions('the window that has opened', folder));
      await Promise.race([closed, interrupted]);
    } else {
      server = await startVsCodeServer({
        home,
        env: process.env,
        extensions: [vsix],
        settings: { ...settings, 'workbench.secondarySideBar.defaultVisibility': 'hidden' },
        say: steps.say,
      });
      steps.done("Started VS Code's own server (no desktop VS Code with a display here)");
      console.log(instructions(server.urlOf(folder), folder));
      await Promise.race([once(server.group.child, 'exit'), interrupted]);
    }
  } catch (error) {
    if (!stop.signal.aborted) {
      console.error(`\n${(error as Error).message}`);
      process.exitCode = 1;
    }
  } finally {
    console.log('\nEnding what was started …');
    await server?.group.end(8_000);
    await ollama?.end();
  }
  process.exit();
}

/** Says what was done and how many seconds after the start. */
class Steps {
  readonly #started: number;

  constructor(started: number) {
    this.#started = started;
  }

  readonly say = (text: string): void => console.log(`  ${text}`);

  readonly progress = (text: string): void => {
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`);
  };

  done(text: string): void {
    this.progress('');
    console.log(`✓ ${((Date.now() - this.#started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  }
}

function desktopCode(): string | undefined {
  const hasDisplay =
    process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (!hasDisplay || process.env['CARAVAN_VSCODE'] === 'server') return undefined;
  return process.platform === 'win32' ? onPath('code.cmd') : onPath('code');
}

/** Opens a window on a profile of its own; resolves with what resolves when it is closed. */
async function openDesktop(
  code: string,
  home: string,
  folder: string,
  vsix: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<Promise<unknown>> {
  const data = join(home, 'desktop');
  const profile = ['--user-data-dir', data, '--extensions-dir', join(home, 'extensions')];
  const options = { shell: process.platform === 'win32' };
  await mkdir(join(data, 'User'), { recursive: true });
  await writeFile(join(data, 'User/settings.json'), JSON.stringify(settings, null, 2));
  await exec(code, [...profile, '--install-extension', vsix, '--force'], options);
  const window = spawn(code, [...profile, '--new-window', '--wait', folder], {
    ...options,
    stdio: 'ignore',
  });
  return once(window, 'exit');
}

/** Host and model that the user chose in the earlier window of this profile. */
async function settingsOf(home: string): Promise<{ host?: string; model?: string }> {
  for (const path of ['data/data/User/settings.json', 'desktop/User/settings.json']) {
    const file = join(home, path);
    if (!existsSync(file)) continue;
    try {
      const settings = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
      const { 'caravan.host': host, 'caravan.model': model } = settings;
      return {
        ...(typeof host === 'string' && host ? { host } : {}),
        ...(typeof model === 'string' && model ? { model } : {}),
      };
    } catch {
      // Settings with comments or a half-made edit: they are written anew below.
      return {};
    }
  }
  return {};
}

function instructions(where: string, folder: string): string {
  return `
  Caravan runs in  ${where}

  Scratch project  ${folder}
  To try:
    1. Click the Caravan icon in the activity bar.
    2. Type  Write a function slugify(title) with tests  and press Enter.
       Ten nodes run; then Apply writes the files, and Undo takes them back.
    3. Ask  What does this project do?
    4. In an editor: F1, Caravan: Insert Code at Cursor.
  Without an editor:  npm run ask -- --task "…" --folder DIR

  Ctrl+C ends everything that was started.
`;
}
