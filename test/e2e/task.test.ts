import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeNames } from '../../src/app/index.ts';
import { until } from '../support/processes.ts';
import { createScriptedOllama, type ScriptedOllama } from '../support/scriptedOllama.ts';
import { startVsCodeHost, type VsCodeHost } from '../support/vscodeHost.ts';
import { scriptedTask } from './scriptedTask.ts';
import { hook, openView, send, showView, watchNodes, type Seen } from './viewDriver.ts';

describe('A task typed in the view', () => {
  let ollama: ScriptedOllama;
  let host: VsCodeHost;
  let seen: Seen;
  const task = 'Write a function slugify(title) with tests';

  before(async () => {
    ollama = await createScriptedOllama({ reply: scriptedTask });
    host = await startVsCodeHost({
      files: { 'README.md': '# Sample\n', 'package.json': '{ "type": "module" }\n' },
      settings: { 'caravan.host': ollama.url },
    });
    await openView(host);
    const look = await watchNodes(host);
    await send(host, task);
    await hook(host, 'proposal').waitFor({ timeout: 90_000 });
    await hook(host, 'run', ':not([data-outcome="running"])').waitFor({ timeout: 60_000 });
    seen = await look();
  });

  after(async () => {
    await host?.dispose();
    await ollama?.close();
  });

  it('shows each of the ten nodes while it runs and when it is done', () => {
    for (const name of nodeNames) {
      // Rules and a look through two files take less time than one frame of the screen.
      const isInstant = name === 'intent' || name === 'researcher';
      const isSeen = isInstant || seen.states.includes(`${name}:running`);
      assert.ok(isSeen, `${name} was never shown running`);
      assert.ok(seen.states.includes(`${name}:done`), `${name} was never shown done`);
    }
  });

  it('streams the text of a node under it', () => {
    const grown = Object.values(seen.lengths).filter((lengths) => lengths.length >= 3);
    assert.ok(grown.length >= 3, `texts grew like this: ${JSON.stringify(seen.lengths)}`);
  });

  it('ends as a proposal whose tests passed, with nothing written yet', async () => {
    assert.equal(await hook(host, 'run').getAttribute('data-outcome'), 'done');
    assert.equal(await hook(host, 'proposal').getAttribute('data-state'), 'open');
    const paths = await proposedPaths(host);
    assert.ok(paths.includes('src/slugify.ts') && paths.length === 2, paths.join(', '));
    for (const path of paths) await assert.rejects(access(join(host.folder, path)), path);
  });

  it('Review opens a diff of the proposed files', async () => {
    await hook(host, 'review').click();
    await until(
      'a diff to open',
      () => host.call((vscode) => vscode.window.tabGroups.activeTabGroup.activeTab?.label),
      60_000,
    );
    await host.page.locator('.monaco-diff-editor').first().waitFor({ timeout: 60_000 });
    await host.call((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  });

  it('Apply writes exactly the proposed files, and they pass their tests (V10)', async () => {
    const paths = await proposedPaths(host);
    await hook(host, 'apply').click();
    await hook(host, 'proposal', '[data-state="applied"]').waitFor({ timeout: 60_000 });
    const code = await readFile(join(host.folder, 'src/slugify.ts'), 'utf8');
    assert.match(code, /export function slugify\(title: string\): string \{\n {2}return title\n/);
    const tests = paths.find((path) => path !== 'src/slugify.ts')!;
    assert.match(await readFile(join(host.folder, tests), 'utf8'), /writes everything in lower/);
  });

  it('is shown again, applied, after the window was reloaded', async () => {
    await host.reload();
    await showView(host);
    await hook(host, 'proposal', '[data-state="applied"]').waitFor({ timeout: 60_000 });
    assert.equal((await hook(host, 'user').first().innerText()).trim(), task);
    assert.equal(await hook(host, 'run').getAttribute('data-outcome'), 'done');
    assert.equal(await hook(host, 'node-critic').getAttribute('data-state'), 'done');
  });

  it('broke no content-security rule', () => {
    assert.deepEqual(host.pageErrors(), []);
  });
});

describe('Applied changes', () => {
  let ollama: ScriptedOllama;
  let host: VsCodeHost;

  before(async () => {
    ollama = await createScriptedOllama({ reply: scriptedTask });
    host = await startVsCodeHost({ settings: { 'caravan.host': ollama.url } });
    await openView(host);
    await send(host, 'Write a function slugify(title) with tests');
    await hook(host, 'apply').click({ timeout: 90_000 });
    await hook(host, 'proposal', '[data-state="applied"]').waitFor({ timeout: 60_000 });
  });

  after(async () => {
    await host?.dispose();
    await ollama?.close();
  });

  it('are taken back, all files together, by one Undo', async () => {
    const paths = await proposedPaths(host);
    for (const path of paths) await access(join(host.folder, path));
    await host.call(async (vscode) => {
      const folder = vscode.workspace.workspaceFolders![0]!.uri;
      const uri = vscode.Uri.joinPath(folder, 'src/slugify.ts');
      await vscode.window.showTextDocument(uri);
      // Not awaited: it may ask whether all files are meant.
      void vscode.commands.executeCommand('undo');
    });
    const confirm = host.page.locator('.monaco-dialog-box .monaco-button').first();
    await until(
      'the files to be gone',
      async () => {
        if (await confirm.isVisible()) await confirm.click();
        const exist = await Promise.all(
          paths.map((path) =>
            access(join(host.folder, path)).then(
              () => true,
              () => false,
            ),
          ),
        );
        return exist.every((is) => !is);
      },
      60_000,
    );
  });
});

async function proposedPaths(host: VsCodeHost): Promise<string[]> {
  const rows = hook(host, 'file-row');
  const paths = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-path')!));
  return paths.toSorted();
}
