import assert from 'node:assert/strict';
import { createScriptedOllama, type ScriptedOllama } from '../support/scriptedOllama.ts';
import type { ChatScript } from '../support/scriptedReplies.ts';
import { startVsCodeHost, type VsCodeHost } from '../support/vscodeHost.ts';
import { until } from '../support/processes.ts';
import { scriptedTask } from './scriptedTask.ts';
import { hook, openView, send } from './viewDriver.ts';

/** An answer that would take twenty minutes. */
const endless: ChatScript = {
  text: Array.from({ length: 20_000 }, (_, index) => `word${index}`).join(' '),
  tokenDelayMs: 50,
};

describe('The chat', () => {
  let ollama: ScriptedOllama;
  let host: VsCodeHost;
  let isEndless = false;

  before(async () => {
    ollama = await createScriptedOllama({
      reply: (chat) => (isEndless ? endless : scriptedTask(chat)),
    });
    host = await startVsCodeHost({
      files: {
        'README.md': '# Address book\n',
        'numbers.ts': '// before\n\n// after\n',
      },
      settings: { 'caravan.host': ollama.url },
    });
    await openView(host);
  });

  beforeEach(() => {
    isEndless = false;
  });

  after(async () => {
    await host?.dispose();
    await ollama?.close();
  });

  it('answers a greeting without asking the model', async () => {
    await send(host, 'hello');
    await hook(host, 'answer').last().waitFor({ timeout: 60_000 });
    await until('the run to end', () => outcome(host), 60_000);
    assert.equal(await outcome(host), 'answered');
    assert.equal(ollama.chats().length, 0);
  });

  it('answers a question as formatted text, without the code workflow', async () => {
    await send(host, 'What does this project do?');
    const answer = hook(host, 'answer').last();
    await answer.locator('strong', { hasText: 'address book' }).waitFor({ timeout: 60_000 });
    await until('the run to end', async () => (await outcome(host)) === 'answered', 60_000);
    assert.equal(await answer.locator('li').count(), 2);
    assert.equal(await hook(host, 'proposal').count(), 0);
    for (const chat of ollama.chats()) {
      assert.doesNotMatch(chat.messages.at(-1)?.content ?? '', /Write the (code file|tests)/);
    }
  });

  it('Stop ends the answer, and the request behind it, at once', async () => {
    isEndless = true;
    const before = ollama.requests.length;
    await send(host, 'Why is the sky blue?');
    await until(
      'text to stream',
      async () => (await hook(host, 'answer').last().innerText()).includes('word20'),
      60_000,
    );
    const request = ollama.requests
      .slice(before)
      .findLast(({ rawBody }) => rawBody.includes('Why is the sky blue?'))!;
    await hook(host, 'stop').click();
    // The server would go on for minutes: only the stop can close the connection.
    await ollama.closed(request.index);
    await until(
      'the run to be cancelled',
      async () => (await outcome(host)) === 'cancelled',
      60_000,
    );
    assert.match(await hook(host, 'answer').last().innerText(), /word20/, 'the text was lost');
  });

  it('inserts code at the cursor as one undo step', async () => {
    await openNumbers(host);
    await insertCode(host);
    await until(
      'the code',
      async () => (await text(host)).includes('question = undefined;'),
      60_000,
    );
    assert.equal(
      await text(host),
      '// before\nexport const answer = 42;\nexport const question = undefined;\n// after\n',
    );
    await host.call((vscode) => vscode.commands.executeCommand('undo'));
    assert.equal(await text(host), '// before\n\n// after\n');
  });

  it('Escape takes back code that is still being inserted', async () => {
    isEndless = true;
    await openNumbers(host);
    await insertCode(host);
    await until('code to stream', async () => (await text(host)).includes('word20'), 60_000);
    await host.page.locator('.editor-instance .view-lines').first().click();
    await host.page.keyboard.press('Escape');
    await until(
      'the file to be as it was',
      async () => (await text(host)) === '// before\n\n// after\n',
      60_000,
    );
  });
});

async function outcome(host: VsCodeHost): Promise<string | undefined> {
  const value = await hook(host, 'run').last().getAttribute('data-outcome');
  return value === 'running' || value === null ? undefined : value;
}

async function openNumbers(host: VsCodeHost): Promise<void> {
  await host.call(async (vscode) => {
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    const editor = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'numbers.ts'));
    editor.selection = new vscode.Selection(1, 0, 1, 0);
  });
}

/** As a person does it: the command palette, then the description. */
async function insertCode(host: VsCodeHost): Promise<void> {
  const input = host.page.locator('.quick-input-widget input').first();
  await host.page.keyboard.press('F1');
  await input.fill('>Caravan: Insert Code at Cursor');
  await host.page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'Insert Code' })
    .first()
    .click();
  await host.page.locator('.quick-input-widget', { hasText: 'Describe the code' }).waitFor();
  await input.fill('two constants');
  await host.page.keyboard.press('Enter');
}

function text(host: VsCodeHost): Promise<string> {
  return host.call((vscode) => vscode.window.activeTextEditor?.document.getText() ?? '');
}
