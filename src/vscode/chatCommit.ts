import * as vscode from 'vscode';
import type { SourceFile } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/** Characters of changes that are shown to the model. */
const diffLimit = 24_000;

/** The part of the API of VS Code's own Git extension (version 1) that is used here. */
interface GitExports {
  getAPI(version: 1): {
    readonly repositories: readonly {
      readonly rootUri: vscode.Uri;
      /** @param cached the staged changes instead of those that are not. */
      diff(cached: boolean): Promise<string>;
    }[];
  };
}

/**
 * The changes of the open folder's repository: the staged ones, or all if none are.
 * @throws CaravanError `invalid-argument` without Git, a repository or changes.
 */
export async function changesForCommit(): Promise<SourceFile> {
  const git = vscode.extensions.getExtension<GitExports>('vscode.git');
  if (!git) throw nothingToCommit();
  const { repositories } = (await git.activate()).getAPI(1);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const repository =
    repositories.find(({ rootUri }) => folder.startsWith(rootUri.fsPath)) ?? repositories[0];
  const diff = (await repository?.diff(true)) || (await repository?.diff(false));
  if (!diff) throw nothingToCommit();
  return { path: 'changes.diff', content: diff.slice(0, diffLimit) };
}

function nothingToCommit(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('There are no changes to write a commit message for.'),
    next: userText('Change a file in a Git repository first.'),
  });
}
