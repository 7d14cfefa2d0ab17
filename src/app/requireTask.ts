import path from 'node:path';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/** Characters of a task; more is a pasted file, which belongs into the workspace. */
const taskLimit = 100_000;

/** The task without the space around it. @throws CaravanError `invalid-argument`. */
export function requireTask(text: string): string {
  const task = text.trim();
  if (task !== '' && task.length <= taskLimit) return task;
  throw new CaravanError('invalid-argument', {
    text:
      task === ''
        ? userText('The task is empty.')
        : userText('The task is longer than {0} characters.', taskLimit),
    next: userText('Say what Caravan should do, in a few sentences.'),
  });
}

/** Says that a conversation is gone. */
export function unknownConversation(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('This conversation no longer exists.'),
    next: userText('Start a new conversation.'),
  });
}

/** Says that nothing happens before the workspace is trusted. */
export function untrustedWorkspace(): CaravanError {
  return new CaravanError('workspace-untrusted', {
    text: userText(
      'This workspace is not trusted, so Caravan reads, writes and runs nothing in it.',
    ),
    next: userText('Trust the workspace if you know where it comes from.'),
  });
}

/** The open folder, absolute. @throws CaravanError `no-workspace`. */
export function requireFolder(folder: string | undefined): string {
  if (folder !== undefined) return path.resolve(folder);
  throw new CaravanError('no-workspace', {
    text: userText('There is no open folder to write to.'),
    next: userText('Open a folder and try again.'),
  });
}
