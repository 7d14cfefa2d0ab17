import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keepFailure } from '../support/keepFailure.ts';
import { until } from '../support/processes.ts';
import { createScriptedOllama, type ScriptedOllama } from '../support/scriptedOllama.ts';
import { startVsCodeHost, type VsCodeHost } from '../support/vscodeHost.ts';
import { scriptedTask } from './scriptedTask.ts';
import { hook, openView, send, showView } from './viewDriver.ts';

const pictures = join(import.meta.dirname, '../../out/screenshots/vscode');
/** How long a condition may take to come true, in milliseconds. */
const patience = 60_000;

describe('The view in the secondary side bar', () => {
  let ollama: ScriptedOllama;
  let host: VsCodeHost;

  before(async () => {
    await mkdir(pictures, { recursive: true });
    ollama = await createScriptedOllama({ reply: scriptedTask });
    host = await startVsCodeHost({ settings: { 'caravan.host': ollama.url } });
    await openView(host);
    await move();
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await keepFailure(host, this.currentTest.fullTitle());
  });

  after(async () => {
    await host?.dispose();
    await ollama?.close();
  });

  /** As a person does it: Move View, then the place. */
  async function move(): Promise<void> {
    await host.call((vscode) => {
      void vscode.commands.executeCommand('workbench.action.moveFocusedView', 'caravan.chat');
    });
    await host.page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'New Secondary Side Bar Entry' })
      .click({ timeout: patience });
    await hook(host, 'composer').waitFor({ timeout: patience });
  }

  /** Waits until the page of the view is where the secondary side bar is. */
  async function isBeside(): Promise<void> {
    await until(
      'the view to be in the secondary side bar',
      async () => {
        const part = await host.page.locator('.part.auxiliarybar').boundingBox();
        const frame = await host.page.locator('iframe.webview.ready').first().boundingBox();
        return part && frame && frame.x >= part.x && frame.x + frame.width <= part.x + part.width;
      },
      patience,
    );
  }

  it('answers there as anywhere else', async () => {
    await isBeside();
    await send(host, 'What does this project do?');
    const ended = hook(host, 'run', '[data-outcome="answered"]');
    await ended.waitFor({ timeout: patience });
    assert.match(await hook(host, 'answer').innerText(), /address book/);
    await host.page.screenshot({ path: join(pictures, 'secondary-side-bar.png') });
  });

  it('is there again, with its conversation, after the window was reloaded', async () => {
    await host.reload();
    await showView(host);
    await isBeside();
    await hook(host, 'run', '[data-outcome="answered"]').waitFor({ timeout: patience });
  });
});
