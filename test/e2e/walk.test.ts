import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeNames } from '../../src/app/index.ts';
import { closedPort } from '../support/closedPort.ts';
import { keepFailure } from '../support/keepFailure.ts';
import { until } from '../support/processes.ts';
import { createScriptedOllama, type ScriptedOllama } from '../support/scriptedOllama.ts';
import { startVsCodeHost, type VsCodeHost } from '../support/vscodeHost.ts';
import { hook, openView, send, setViewWidth, showView, watchNodes } from './viewDriver.ts';
import * as walk from './walkModel.ts';

const pictures = join(import.meta.dirname, '../../out/screenshots/vscode');
/** How long a condition may take to come true, in milliseconds. */
const patience = { timeout: 60_000 };
const filesBefore = {
  'README.md': '# Address book\n',
  'package.json': '{ "name": "address-book", "type": "module" }\n',
  'src/text.ts': walk.codeBefore,
};
const firstTask = 'Add a function slugify(title) to src/text.ts, with tests';
const secondTask = 'Add a function initials(name) to src/text.ts, with tests';
/** Stop in the title of the view. */
const stopAction = '.part.sidebar .title-actions a[aria-label="Stop"]';

describe('A walk from the first start to a resumed run', () => {
  const model = walk.createWalkModel();
  let port: number;
  let ollama: ScriptedOllama | undefined;
  let host: VsCodeHost;
  let hasFailed = false;
  let shots = 0;
  /** How often an agent had been asked before the second task. */
  const askedBefore = { planner: 0, coder: 0 };

  before(async () => {
    await mkdir(pictures, { recursive: true });
    port = await closedPort();
    host = await startVsCodeHost({
      files: filesBefore,
      settings: {
        'caravan.host': `http://127.0.0.1:${port}`,
        'caravan.approvePlan': true,
        'workbench.colorTheme': 'Dark 2026',
      },
      viewport: { width: 1280, height: 940 },
    });
  });

  beforeEach(function () {
    // A step goes on where the one before it ended.
    if (hasFailed) this.skip();
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    hasFailed = true;
    await keepFailure(host, this.currentTest.fullTitle());
  });

  after(async () => {
    model.releaseAll();
    await host?.dispose();
    await ollama?.close();
  });

  /** Keeps what the window shows, or only its side bar. */
  async function shoot(name: string, part: 'window' | 'side bar' = 'window'): Promise<void> {
    shots += 1;
    const path = join(pictures, `walk-${String(shots).padStart(2, '0')}-${name}.png`);
    if (part === 'window') await host.page.screenshot({ path });
    else await host.page.locator('.part.sidebar').screenshot({ path });
  }

  /** Waits until an element of the view is shown. */
  async function shown(id: string, attributes = ''): Promise<void> {
    await hook(host, id, attributes).last().waitFor(patience);
  }

  /** Gives the editor time to colour the code it shows; only the pictures depend on it. */
  async function coloured(): Promise<void> {
    const type = host.page.locator('.multiDiffEntry .view-line span', { hasText: /^string$/ });
    await type
      .first()
      .waitFor({ timeout: 10_000 })
      .catch(() => undefined);
  }

  const banner = (kind: string): Promise<void> => shown('banner', `[data-kind="${kind}"]`);
  const asked = (role: walk.WalkRole): number =>
    ollama?.chats().filter((chat) => model.roleOf(chat) === role).length ?? 0;

  /** Approves the plan that waits and waits until an agent has written that much of its answer. */
  async function approveAndWaitFor(role: 'coder' | 'fixer', written: string): Promise<void> {
    await hook(host, 'approve').last().click();
    const text = hook(host, `node-${role}`, '[data-state="running"]').locator(
      '[data-testid="node-text"]',
    );
    await text.getByText(written).last().waitFor(patience);
  }

  it('starts without a server, says so and offers one next step', async () => {
    await openView(host);
    await setViewWidth(host, 420);
    await banner('no-server');
    const card = hook(host, 'banner');
    assert.match(await card.innerText(), new RegExp(`No model server[^]*127\\.0\\.0\\.1:${port}`));
    assert.equal(await card.locator('.button.primary').count(), 1);
    await shoot('no-server');
  });

  it('finds the server that has come, and that it has no model', async () => {
    ollama = await createScriptedOllama({ ...model.options, port });
    await hook(host, 'banner-action').click();
    await banner('no-model');
    assert.equal(await hook(host, 'banner').locator('.button.primary').count(), 1);
    await shoot('no-model');
  });

  it('downloads a model and shows how far it is', async () => {
    const release = model.hold('download');
    await hook(host, 'banner-action').click();
    await banner('pulling');
    await hook(host, 'banner').getByText('40%').waitFor(patience);
    const toast = host.page.locator('.notification-list-item', { hasText: 'Downloading' });
    await toast.getByText('40 %').waitFor(patience);
    assert.doesNotMatch(await toast.innerText(), /pulling/, 'the words of the server');
    await shoot('download');
    release();
    await hook(host, 'model-button').getByText(walk.walkModelName).waitFor(patience);
    assert.equal(await hook(host, 'banner').count(), 0);
    const [pull, ...others] = ollama?.to('/api/pull') ?? [];
    assert.deepEqual([pull?.rawBody.includes(walk.walkModelName), others.length], [true, 0]);
  });

  it('makes a plan and waits for its approval', async () => {
    await send(host, firstTask);
    await shown('approval', '[data-state="open"]');
    assert.match(await hook(host, 'approval').innerText(), /Add slugify to src\/text\.ts/);
    assert.equal(asked('planner'), 1);
    assert.equal(asked('tester') + asked('coder'), 0);
    await shoot('plan');
  });

  it('goes through all ten nodes once the plan is approved, and writes nothing', async () => {
    const release = model.hold('fixer');
    const look = await watchNodes(host);
    await approveAndWaitFor('fixer', 'function slugify');
    await shoot('run', 'side bar');
    release();
    await shown('proposal', '[data-state="open"]');
    await shown('run', '[data-outcome="done"]');
    const { states } = await look();
    for (const name of nodeNames) {
      assert.ok(states.includes(`${name}:done`), `${name}: ${states.join(' ')}`);
    }
    assert.deepEqual(await filesOf(host.folder), filesBefore);
    await shoot('proposal');
  });

  it('writes the rest when one file of the proposal is left out', async () => {
    await hook(host, 'review').click();
    await host.page.locator('.multiDiffEntry').nth(1).waitFor(patience);
    await coloured();
    await shoot('review');
    await hook(host, 'choose').click();
    const row = host.page.locator('.quick-input-list .monaco-list-row');
    await row.filter({ hasText: 'New file' }).locator('.monaco-checkbox').click();
    await host.page.locator('.quick-input-widget').getByText('1 Selected').waitFor(patience);
    await shoot('choose');
    await host.page.locator('.quick-input-action').getByText('OK').click();
    await until(
      'one file to be left',
      async () => (await hook(host, 'file-row').count()) === 1,
      patience.timeout,
    );
    assert.equal(await hook(host, 'file-row').getAttribute('data-path'), 'src/text.ts');
    assert.deepEqual(await filesOf(host.folder), filesBefore);
    await hook(host, 'apply').click();
    await shown('proposal', '[data-state="applied"]');
    assert.deepEqual(await filesOf(host.folder), {
      ...filesBefore,
      'src/text.ts': walk.rightSlugify,
    });
    await shoot('applied');
  });

  it('puts the files back as they were', async () => {
    await hook(host, 'undo').click();
    await shown('proposal', '[data-state="undone"]');
    assert.deepEqual(await filesOf(host.folder), filesBefore);
    await shoot('undone');
  });

  it('shows the conversation again after the window was reloaded', async () => {
    await host.reload();
    await showView(host);
    await shown('proposal', '[data-state="undone"]');
    assert.equal((await hook(host, 'user').innerText()).trim(), firstTask);
    assert.equal(await hook(host, 'run').getAttribute('data-outcome'), 'done');
    assert.equal(await hook(host, 'approval').getAttribute('data-state'), 'approve');
    for (const name of nodeNames) {
      const state = await hook(host, `node-${name}`).getAttribute('data-state');
      assert.equal(state, 'done', name);
    }
    assert.deepEqual(await filesOf(host.folder), filesBefore);
    await shoot('reloaded');
  });

  it('shows where the time of the run went', async () => {
    await host.call((vscode) => vscode.commands.executeCommand('caravan.showActivity'));
    await shown('chart');
    assert.ok((await hook(host, 'call').count()) >= 6);
    await shoot('activity', 'side bar');
    await hook(host, 'panel-back').click();
    await shown('composer');
  });

  it('offers to resume a run whose extension host was killed', async () => {
    const release = model.hold('coder');
    askedBefore.planner = asked('planner');
    askedBefore.coder = asked('coder');
    await send(host, secondTask);
    await shown('approval', '[data-state="open"]');
    await approveAndWaitFor('coder', 'function initials');
    await host.page.locator(stopAction).waitFor(patience);
    await host.killExtensionHost();
    release();
    await showView(host);
    await banner('resumable');
    assert.match(await hook(host, 'banner').innerText(), /initials/);
    assert.match(await hook(host, 'steps').last().innerText(), /Interrupted/);
    // What the window knew of the host that died would offer to stop what no longer runs.
    await host.page.locator(stopAction).waitFor({ state: 'detached', ...patience });
    await shoot('resumable');
  });

  it('goes on with that run and writes its files', async () => {
    await hook(host, 'resume').click();
    await shown('proposal', '[data-state="open"]');
    await until(
      'the run to end',
      async () => (await hook(host, 'run').last().getAttribute('data-outcome')) === 'done',
      patience.timeout,
    );
    assert.equal(asked('planner') - askedBefore.planner, 1, 'it was planned again');
    assert.equal(asked('coder') - askedBefore.coder, 2, 'not once before and once after');
    const users = await hook(host, 'user').allTextContents();
    assert.deepEqual(
      users.map((text) => text.trim()),
      [firstTask, secondTask],
      'one conversation, nothing twice',
    );
    assert.equal(await hook(host, 'run').count(), 2, 'it goes on in the same run');
    await hook(host, 'apply').last().click();
    await shown('proposal', '[data-state="applied"]');
    const { 'src/text.test.ts': tests, ...others } = await filesOf(host.folder);
    assert.deepEqual(others, { ...filesBefore, 'src/text.ts': walk.initials });
    assert.match(tests ?? '', /initials\('Ada Lovelace'\)/);
    await shoot('resumed');
  });
});

/** Every file below a folder with its text. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile());
  const pairs = paths.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(path, 'utf8')];
  });
  return Object.fromEntries(await Promise.all(pairs)) as Record<string, string>;
}
