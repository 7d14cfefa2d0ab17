import { sep } from 'node:path';
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

/**
 * What Git says of the repository a folder is in; nothing without Git or a repository.
 * @param folder absolute path.
 */
export async function gitChanges(folder: string | undefined): Promise<GitChanges> {
  const git = vscode.extensions.getExtension<GitExports>('vscode.git');
  const repositories = git && folder ? (await git.activate()).getAPI(1).repositories : [];
  const around = repositories
    .filter(({ rootUri }) => `${folder}${sep}`.startsWith(`${rootUri.fsPath}${sep}`))
    .toSorted((one, other) => other.rootUri.fsPath.length - one.rootUri.fsPath.length);
  // Git names its folders as links lead to them, which VS Code does not.
  const repository = around[0] ?? (repositories.length === 1 ? repositories[0] : undefined);
  const [staged, unstaged] = [await repository?.diff(true), await repository?.diff(false)];
  return { staged: withoutSecrets(staged ?? ''), unstaged: withoutSecrets(unstaged ?? '') };
}
