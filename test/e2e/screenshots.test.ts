import assert from 'node:assert/strict';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../support/processes.ts';
import { createScriptedOllama, type ScriptedOllama } from '../support/scriptedOllama.ts';
import { startVsCodeHost, type VsCodeHost } from '../support/vscodeHost.ts';
import { scriptedTask } from './scriptedTask.ts';
import { hook, openView, send, setViewWidth } from './viewDriver.ts';

const folder = join(import.meta.dirname, '../../out/screenshots/vscode');
const themes = { light: 'Light 2026', dark: 'Dark 2026', contrast: 'Default High Contrast' };
const widths = [300, 420];

describe('The view, looked at', () => {
  let ollama: ScriptedOllama;
  let host: VsCodeHost;

  before(async () => {
    await mkdir(folder, { recursive: true });
    ollama = await createScriptedOllama({ reply: scriptedTask });
    host = await startVsCodeHost({
      files: { 'README.md': '# Address book\n' },
      settings: { 'caravan.host': ollama.url },
      viewport: { width: 900, height: 1100 },
    });
    await openView(host);
    await hook(host, 'welcome').waitFor();
  });

  after(async () => {
    await host?.dispose();
    await ollama?.close();
  });

  it('fits 300 and 420 pixels in light, dark and high contrast', async () => {
    await shoot('welcome');
    await send(host, 'What does this project do?');
    await hook(host, 'run', '[data-outcome="answered"]').waitFor({ timeout: 60_000 });
    await send(host, 'Write a function slugify(title) with tests');
    await hook(host, 'run', '[data-outcome="done"]').waitFor({ timeout: 60_000 });
    await hook(host, 'proposal').waitFor();
    await shoot('proposal');
  });

  async function shoot(name: string): Promise<void> {
    for (const [kind, theme] of Object.entries(themes)) {
      await host.call(async (vscode, value) => {
        const target = vscode.ConfigurationTarget.Global;
        const settings = vscode.workspace.getConfiguration('workbench');
        await settings.update('colorTheme', value, target);
      }, theme);
      const body = host.view().locator('body');
      const wanted = kind === 'contrast' ? 'vscode-high-contrast' : `vscode-${kind}`;
      await until(
        `the ${kind} theme`,
        async () => (await body.getAttribute('class'))?.includes(wanted),
        60_000,
      );
      for (const width of widths) {
        await setViewWidth(host, width);
        const frame = host.page.locator('iframe.webview.ready').first();
        assert.equal(Math.round((await frame.boundingBox())!.width), width);
        const wide = await body.evaluate((element) => element.scrollWidth > element.clientWidth);
        assert.ok(!wide, `${name} is wider than ${width} px`);
        const path = join(folder, `${name}-${kind}-${width}.png`);
        await frame.screenshot({ path });
        assert.ok((await stat(path)).size > 5_000);
      }
    }
  }
});
