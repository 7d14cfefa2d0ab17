import * as vscode from 'vscode';
import { withoutSecrets } from './withoutSecrets.ts';

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

/** Changes of the open folder's repository as diffs, without those of secret files. */
export interface GitChanges {
  readonly staged: string;
  readonly unstaged: string;
}

/** What Git says of the open folder; nothing without Git or a repository. */
export async function gitChanges(): Promise<GitChanges> {
  const git = vscode.extensions.getExtension<GitExports>('vscode.git');
  const repositories = git ? (await git.activate()).getAPI(1).repositories : [];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const repository =
    repositories.find(({ rootUri }) => folder.startsWith(rootUri.fsPath)) ?? repositories[0];
  const [staged, unstaged] = [await repository?.diff(true), await repository?.diff(false)];
  return { staged: withoutSecrets(staged ?? ''), unstaged: withoutSecrets(unstaged ?? '') };
}
