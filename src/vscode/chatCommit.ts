import type { SourceFile } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { gitChanges } from './mentionGit.ts';

/** Characters of changes that are shown to the model. */
const diffLimit = 24_000;

/**
 * The changes of the open folder's repository: the staged ones, or all if none are.
 * @throws CaravanError `invalid-argument` without Git, a repository or changes.
 */
export async function changesForCommit(folder: string | undefined): Promise<SourceFile> {
  const { staged, unstaged } = await gitChanges(folder);
  const diff = staged || unstaged;
  if (!diff) throw nothingToCommit();
  return { path: 'changes.diff', content: diff.slice(0, diffLimit) };
}

function nothingToCommit(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('There are no changes to write a commit message for.'),
    next: userText('Change a file in a Git repository first.'),
  });
}
