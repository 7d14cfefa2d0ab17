import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { keepFailure } from '../support/keepFailure.ts';
import { until } from '../support/processes.ts';
import {
  createScriptedOllama,
  type ReceivedChat,
  type ScriptedOllama,
  type ScriptedOllamaOptions,
} from '../support/scriptedOllama.ts';
import { startVsCodeHost, type VsCodeHost, type VsCodeHostOptions } from '../support/vscodeHost.ts';

/** How long a condition in the editor may take to come true, in milliseconds. */
const patience = 30_000;

/** A VS Code for the tests of one file, and a scripted model server for each of its tests. */
export interface IntegrationHost {
  readonly host: VsCodeHost;
  readonly ollama: ScriptedOllama;
  /** Replaces the scripted server and points the user's setting at it. */
  serve(options: ScriptedOllamaOptions): Promise<ScriptedOllama>;
  /** Sets a user setting and waits until it holds. */
  setUserSetting(key: string, value: unknown): Promise<void>;
  /** Opens a file of the workspace and puts the cursor at a place, with the focus in the editor. */
  open(path: string, line?: number, character?: number): Promise<void>;
  /** Text of the active editor and whether it is unsaved. */
  activeText(): Promise<{ text: string; isDirty: boolean }>;
  /** Starts a command and does not wait for its end. */
  start(command: string, ...args: unknown[]): Promise<void>;
  /** Runs a command and gives what it returns. */
  run(command: string, ...args: unknown[]): Promise<unknown>;
  /** Waits for a notification that shows a text. */
  notification(text: string | RegExp): Promise<void>;
  /** An element of the view by its hook (see the top of src/webview/app.tsx). */
  hook(id: string, attributes?: string): Locator;
  /** Waits until the newest run of the view has ended as given. */
  ended(outcome: string): Promise<void>;
  /** Waits until the newest proposal of the view is in a state. */
  proposal(state: string): Promise<void>;
  /** Types at the start of the active editor, as another extension or the user would. */
  type(text: string): Promise<void>;
  /** Undoes the last step until a condition holds; where VS Code asks, all files are meant. */
  undoInAllFiles(what: string, isUndone: () => Promise<boolean>): Promise<void>;
  /** Waits until the connection of the newest chat is closed; other ones may be kept for reuse. */
  chatClosed(): Promise<void>;
  waitFor<T>(what: string, condition: () => T | Promise<T>): Promise<NonNullable<T>>;
}

/** Starts the host before the tests of a `describe` and ends everything after them. */
export function useHost(
  options: (folder: string) => VsCodeHostOptions | Promise<VsCodeHostOptions> = () => ({}),
): IntegrationHost {
  let host: VsCodeHost | undefined;
  let ollama: ScriptedOllama | undefined;
  before(async function () {
    this.timeout(180_000);
    ollama = await createScriptedOllama();
    const { settings, ...given } = await options(ollama.url);
    host = await startVsCodeHost({
      say: () => undefined,
      ...given,
      settings: { 'caravan.host': ollama.url, 'files.autoSave': 'off', ...settings },
    });
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed' || !host) return;
    await keepFailure(host, this.currentTest.fullTitle());
  });
  after(async function () {
    this.timeout(60_000);
    const [ended] = await Promise.allSettled([host?.dispose()]);
    await ollama?.close();
    if (ended.status === 'rejected') throw ended.reason;
  });
  const theHost = (): VsCodeHost => {
    if (!host) throw new Error('The host has not started.');
    return host;
  };
  const subject: IntegrationHost = {
    get host() {
      return theHost();
    },
    get ollama() {
      if (!ollama) throw new Error('The scripted server has not started.');
      return ollama;
    },
    serve: async (served) => {
      await ollama?.close();
      ollama = await createScriptedOllama(served);
      await subject.setUserSetting('host', ollama.url);
      return ollama;
    },
    setUserSetting: (key, value) =>
      theHost().call(
        async (api, [name, wanted]) => {
          await api.workspace.getConfiguration('caravan').update(name, wanted, true);
        },
        [key, value] as [string, unknown],
      ),
    open: async (path, line = 0, character = 0) => {
      await theHost().call(
        async (api, [name, at, column]) => {
          const folder = api.workspace.workspaceFolders?.[0];
          if (!folder) throw new Error('no folder');
          const uri = api.Uri.joinPath(folder.uri, name);
          const editor = await api.window.showTextDocument(uri, { preview: false });
          editor.selection = new api.Selection(at, column, at, column);
        },
        [path, line, character] as [string, number, number],
      );
      // A cursor move from outside gives no focus to the page: the key must land in the editor.
      await theHost().page.evaluate(() => window.focus());
    },
    activeText: () =>
      theHost().call((api) => {
        const document = api.window.activeTextEditor?.document;
        return { text: document?.getText() ?? '', isDirty: document?.isDirty ?? false };
      }),
    start: (command, ...args) =>
      theHost().call(
        (api, [name, ...rest]) => {
          void api.commands.executeCommand(name, ...rest);
        },
        [command, ...args] as [string, ...unknown[]],
      ),
    run: (command, ...args) =>
      theHost().call((api, [name, ...rest]) => api.commands.executeCommand(name, ...rest), [
        command,
        ...args,
      ] as [string, ...unknown[]]),
    notification: async (text) => {
      const shown = (place: string): Locator =>
        theHost()
          .page.locator(`.${place} .notification-list-item`)
          .filter({ hasText: text })
          .first();
      const toast = shown('notifications-toasts').waitFor({ timeout: 5_000 });
      const inList = async (): Promise<void> => {
        await subject.waitFor(`a message with ${String(text)}`, async () => {
          if (await shown('notifications-toasts').isVisible()) return true;
          // Of many messages within a second VS Code shows three; the others are in its list.
          await subject.run('notifications.showList');
          return shown('notifications-center').isVisible();
        });
      };
      await toast.catch(inList);
    },
    hook: (id, attributes = '') => theHost().view().locator(`[data-testid="${id}"]${attributes}`),
    ended: async (outcome) => {
      await subject.run('caravan.chat.focus');
      const run = subject.hook('run').last();
      await run.waitFor({ timeout: patience });
      const shown = (): Promise<string | null> => run.getAttribute('data-outcome');
      await until('the run to end', async () => (await shown()) !== 'running', 3 * patience);
      assert.equal(await shown(), outcome);
    },
    proposal: async (state) => {
      await subject.run('caravan.chat.focus');
      const card = subject.hook('proposal', `[data-state="${state}"]`).last();
      await card.waitFor({ timeout: 3 * patience });
    },
    type: async (text) => {
      // Refused while VS Code still takes over a change from the disk.
      await until(
        'the editor to take the text',
        () =>
          theHost().call(async (api, typed) => {
            const editor = api.window.activeTextEditor;
            return editor?.edit((edit) => edit.insert(new api.Position(0, 0), typed));
          }, text),
        patience,
      );
    },
    undoInAllFiles: async (what, isUndone) => {
      await subject.run('workbench.action.focusActiveEditorGroup');
      await subject.start('undo');
      const button = theHost().page.locator('.monaco-dialog-box .monaco-button').first();
      await subject.waitFor(what, async () => {
        if (await button.isVisible()) await button.click();
        return isUndone();
      });
    },
    chatClosed: async () => {
      const chats = subject.ollama.to('/api/chat');
      // A chat without messages only lets go of the model of a run that is over.
      const request = chats.findLast(({ body }) => (body as ReceivedChat).messages.length > 0);
      if (!request) throw new Error('No chat has arrived.');
      await subject.ollama.closed(request.index);
    },
    waitFor: (what, condition) => until(what, condition, patience),
  };
  return subject;
}
