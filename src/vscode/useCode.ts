import * as vscode from 'vscode';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/** Language ids of VS Code by the names models write behind the fence of a block. */
const languageIds: Readonly<Record<string, string>> = {
  bash: 'shellscript',
  'c#': 'csharp',
  'c++': 'cpp',
  cs: 'csharp',
  js: 'javascript',
  jsx: 'javascriptreact',
  kt: 'kotlin',
  md: 'markdown',
  ps1: 'powershell',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shellscript',
  shell: 'shellscript',
  ts: 'typescript',
  tsx: 'typescriptreact',
  yml: 'yaml',
  zsh: 'shellscript',
};

/**
 * Puts code of an answer in place of what is selected in the last used editor, as one undo step.
 * @throws CaravanError `invalid-argument` without an editor that can be written to.
 */
export async function insertAtCursor(code: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw noEditor();
  const isDone = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, code);
  });
  if (!isDone) throw noEditor();
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** Opens code of an answer as an unsaved file. `language`: the name behind the fence, or empty. */
export async function openAsNewFile(code: string, language: string): Promise<void> {
  const name = language.toLowerCase();
  const id = languageIds[name] ?? name;
  const isKnown = (await vscode.languages.getLanguages()).includes(id);
  const document = await vscode.workspace.openTextDocument({
    content: code,
    ...(isKnown && { language: id }),
  });
  await vscode.window.showTextDocument(document);
}

/** Told when code should go to the cursor and there is none. */
export function noEditor(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('No editor is open.'),
    next: userText('Open a file and put the cursor where the code belongs.'),
  });
}
