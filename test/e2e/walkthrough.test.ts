import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { keepFailure } from '../support/keepFailure.ts';
import { until } from '../support/processes.ts';
import { startVsCodeHost, type VsCodeHost } from '../support/vscodeHost.ts';

const root = join(import.meta.dirname, '../..');
const pictures = join(root, 'out/screenshots/vscode');
/** How long a condition may take to come true, in milliseconds. */
const patience = 60_000;

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly contributes: {
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly id: string;
        readonly title: string;
        readonly media: { readonly image: Readonly<Record<'light' | 'dark', string>> };
      }[];
    }[];
  };
}

describe('The walkthrough', () => {
  let host: VsCodeHost;
  let manifest: Manifest;
  let texts: Readonly<Record<string, string>>;

  before(async () => {
    await mkdir(pictures, { recursive: true });
    manifest = await read<Manifest>('package.json');
    texts = await read<Record<string, string>>('package.nls.json');
    host = await startVsCodeHost({ viewport: { width: 1600, height: 900 } });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await keepFailure(host, this.currentTest.fullTitle());
    }
  });

  after(async () => {
    await host?.dispose();
  });

  it('shows each step with its title and its picture, in a light and in a dark theme', async () => {
    const { publisher, name, contributes } = manifest;
    const [walkthrough] = contributes.walkthroughs;
    assert.ok(walkthrough && walkthrough.steps.length >= 4);
    const id = `${publisher}.${name}#${walkthrough.id}`;
    // Beside a side bar there is no room for pictures.
    await host.call((vscode) => vscode.commands.executeCommand('workbench.action.closeSidebar'));
    await host.call(
      (vscode, wanted) =>
        vscode.commands.executeCommand('workbench.action.openWalkthrough', wanted),
      id,
    );
    for (const [kind, theme] of [
      ['light', 'Light 2026'],
      ['dark', 'Dark 2026'],
    ] as const) {
      await host.call(async (vscode, value) => {
        const settings = vscode.workspace.getConfiguration('workbench');
        await settings.update('colorTheme', value, vscode.ConfigurationTarget.Global);
      }, theme);
      for (const step of walkthrough.steps) {
        const row = host.page.locator(`.getting-started-step[data-step-id="${id}#${step.id}"]`);
        await row.click({ timeout: patience });
        const title = texts[step.title.replaceAll('%', '')];
        assert.ok(title);
        await row.locator('.step-title').getByText(title, { exact: true }).waitFor();
        const picture = host.page.locator('.getting-started-media img').first();
        const file = basename(step.media.image[kind]);
        await until(`${file} to be shown`, () => isLoaded(picture, file), patience);
      }
      await host.page.screenshot({ path: join(pictures, `walkthrough-${kind}.png`) });
    }
  });
});

async function read<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(join(root, file), 'utf8')) as T;
}

/** Is this file what the picture shows, has it loaded, and is there room for it? */
async function isLoaded(picture: Locator, file: string): Promise<boolean> {
  if (!(await picture.isVisible())) return false;
  return picture.evaluate((element, name) => {
    const image = element as HTMLImageElement;
    return image.complete && image.naturalWidth > 0 && image.currentSrc.includes(name);
  }, file);
}
