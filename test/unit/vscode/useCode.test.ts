import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { CaravanError } from '../../../src/base/errors.ts';
import type * as UseCode from '../../../src/vscode/useCode.ts';

/** The part of VS Code that is used here, empty until a test fills it. */
const standIn =
  'data:text/javascript,export const window={},workspace={},languages={};//useCode.test';

interface StandIn {
  readonly window: {
    activeTextEditor?: unknown;
    showTextDocument?: (document: unknown) => Promise<void>;
  };
  readonly workspace: { openTextDocument?: (options: unknown) => Promise<unknown> };
  readonly languages: { getLanguages?: () => Promise<readonly string[]> };
}

describe('code of an answer', () => {
  let vscode: StandIn;
  let useCode: typeof UseCode;
  let shown: unknown[];
  before(async () => {
    const hooks = registerHooks({
      resolve: (name, context, next) =>
        name === 'vscode' ? { url: standIn, shortCircuit: true } : next(name, context),
    });
    useCode = await import('../../../src/vscode/useCode.ts');
    vscode = (await import(standIn)) as StandIn;
    hooks.deregister();
  });
  beforeEach(() => {
    shown = [];
    vscode.window.showTextDocument = async (document) => void shown.push(document);
  });

  it('replaces every selection of the editor in one edit, and shows the editor', async () => {
    const edits: unknown[][] = [];
    const document = {};
    vscode.window.activeTextEditor = {
      document,
      selections: ['first', 'second'],
      edit: async (change: (builder: unknown) => void) => {
        const edit: unknown[] = [];
        change({ replace: (range: unknown, text: string) => edit.push([range, text]) });
        edits.push(edit);
        return true;
      },
    };
    await useCode.insertAtCursor('x = 1');
    assert.deepEqual(edits, [
      [
        ['first', 'x = 1'],
        ['second', 'x = 1'],
      ],
    ]);
    assert.deepEqual(shown, [document]);
  });

  it('goes nowhere without an editor, or into one that takes no edits', async () => {
    const readOnly = { document: {}, selections: [], edit: async () => false };
    for (const editor of [undefined, readOnly]) {
      vscode.window.activeTextEditor = editor;
      await assert.rejects(
        useCode.insertAtCursor('x'),
        (error) => error instanceof CaravanError && error.code === 'invalid-argument',
      );
    }
    assert.deepEqual(shown, []);
  });

  it('opens as an unsaved file in the language the block names, if VS Code knows it', async () => {
    const opened: unknown[] = [];
    vscode.languages.getLanguages = async () => ['typescript', 'python'];
    vscode.workspace.openTextDocument = async (options) => {
      opened.push(options);
      return options;
    };
    for (const language of ['ts', 'Python', 'klingon', '']) {
      await useCode.openAsNewFile('x', language);
    }
    assert.deepEqual(opened, [
      { content: 'x', language: 'typescript' },
      { content: 'x', language: 'python' },
      { content: 'x' },
      { content: 'x' },
    ]);
    assert.deepEqual(shown, opened);
  });
});
