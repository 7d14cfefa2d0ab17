import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const exec = promisify(execFile);
const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
];

/** Path of a Chromium: $CHROMIUM, else one on PATH, else Debian's installed when this is root. */
export async function findChromium(say: (text: string) => void): Promise<string> {
  const found = installedChromium();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get')) {
    say('Installing Chromium …');
    await exec('apt-get', ['update', '-qq'], { maxBuffer: 64 << 20 });
    await exec('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      maxBuffer: 64 << 20,
    });
    const installed = installedChromium();
    if (installed) return installed;
  }
  throw new Error('No Chromium found. Install one, or name it in the variable CHROMIUM.');
}

function installedChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named) return named;
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  if (existsSync(mac)) return mac;
  return names.map(onPath).find((path) => path !== undefined);
}

/** First file of this name on PATH. */
export function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, process.platform === 'win32' ? `${name}.exe` : name))
    .find((path) => existsSync(path));
}

/** Starts Chromium without a window. */
export async function launchChromium(say: (text: string) => void): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(say),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
