import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chatTab, chatTabs, tabHook, titleAction } from '../support/chatTab.ts';
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

describe('The chat in a tab beside the side bar', () => {
  let ollama: ScriptedOllama;
  let host: VsCodeHost;

  before(async () => {
    await mkdir(pictures, { recursive: true });
    ollama = await createScriptedOllama({ reply: scriptedTask });
    host = await startVsCodeHost({
      settings: { 'caravan.host': ollama.url },
      viewport: { width: 1480, height: 900 },
    });
    await openView(host);
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await keepFailure(host, this.currentTest.fullTitle());
  });

  after(async () => {
    await host?.dispose();
    await ollama?.close();
  });

  it('is opened from the menu of the view', async () => {
    await titleAction(host, 'sidebar', 'Views and More Actions').click();
    await host.page
      .locator('.monaco-menu .action-menu-item', { hasText: 'Open Chat in Editor' })
      .click({ timeout: patience });
    await tabHook(host, 'composer').waitFor({ timeout: patience });
    assert.deepEqual(await chatTabs(host), ['Caravan']);
  });

  it('sends what is typed in it; the run is seen in both, each with its own draft', async () => {
    await hook(host, 'composer').fill('of the side bar');
    await tabHook(host, 'composer').click();
    await tabHook(host, 'composer').pressSequentially('Write a function slugify(title) with tests');
    await tabHook(host, 'composer').press('Enter');
    const running = '[data-outcome="running"]';
    await Promise.all([
      tabHook(host, 'run', running).waitFor({ timeout: patience }),
      hook(host, 'run', running).waitFor({ timeout: patience }),
    ]);
    const done = '[data-outcome="done"]';
    await Promise.all([
      tabHook(host, 'run', done).waitFor({ timeout: patience }),
      hook(host, 'run', done).waitFor({ timeout: patience }),
    ]);
    const steps = await tabHook(host, 'steps').innerText();
    assert.equal(steps, await hook(host, 'steps').innerText());
    await tabHook(host, 'proposal').waitFor({ timeout: patience });
    assert.equal(await hook(host, 'composer').inputValue(), 'of the side bar');
    assert.equal(await tabHook(host, 'composer').inputValue(), '');
  });

  it('holds its text in one column of a width one can read', async () => {
    for (const theme of ['Light 2026', 'Dark 2026']) {
      await host.call(async (vscode, value) => {
        const settings = vscode.workspace.getConfiguration('workbench');
        await settings.update('colorTheme', value, vscode.ConfigurationTarget.Global);
      }, theme);
      const kind = theme.startsWith('Light') ? 'light' : 'dark';
      const body = chatTab(host).locator('body');
      const has = async () => (await body.getAttribute('class'))?.includes(`vscode-${kind}`);
      await until(`the ${kind} theme`, has, patience);
      await host.page.screenshot({ path: join(pictures, `tab-${kind}.png`) });
    }
    const page = await chatTab(host).locator('.app').boundingBox();
    const column = await chatTab(host).locator('.composer').boundingBox();
    assert.ok(page && column);
    assert.equal(Math.round(column.width), 760);
    assert.ok(Math.abs(column.x - page.x - (page.width - column.width) / 2) <= 1);
  });

  it('stops nothing when it is closed, and the decision made in one page is seen', async () => {
    await tabHook(host, 'discard').click();
    const discarded = '[data-state="discarded"]';
    await hook(host, 'proposal', discarded).waitFor({ timeout: patience });
    await tabHook(host, 'composer').fill('Write a function slugify(title) with tests');
    await tabHook(host, 'composer').press('Enter');
    await hook(host, 'run', '[data-outcome="running"]').waitFor({ timeout: patience });
    await host.call((vscode) => vscode.window.tabGroups.close(vscode.window.tabGroups.all));
    const done = hook(host, 'run', '[data-outcome="done"]').nth(1);
    await done.waitFor({ timeout: patience });
    assert.deepEqual(host.pageErrors(), []);
  });
});
