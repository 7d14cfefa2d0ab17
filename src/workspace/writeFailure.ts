import { CaravanError } from '../base/errors.ts';
import { userText, type UserText } from '../base/userText.ts';

/** Explains why files could not be written, given what became of them. Typed errors stay theirs. */
export function writeFailure(error: unknown, kept: UserText, size = 0): CaravanError {
  if (error instanceof CaravanError) return error;
  return new CaravanError('write-failed', {
    text: userText('The files could not be written: {0}', messageOf(error)),
    kept,
    next: nextStep(error, size),
    cause: error,
  });
}

/** What a thrown value says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a user can do about a system error; `size` is the room needed, in bytes. */
export function nextStep(error: unknown, size = 0): UserText {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return userText(
        'Free at least {0} MB on the disk and try again.',
        Math.ceil(size / (1024 * 1024)) + 1,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return userText('Allow writing to the file and its folder, then try again.');
    case 'EBUSY':
    case 'ETXTBSY':
      return userText('Close the program that holds the file, then try again.');
    case 'ESTALE':
      return userText('Run the task again to work from the newer file.');
    case 'ELOOP':
      return userText('Put the folder back in place of the link, then try again.');
    default:
      return userText('Check the disk and the permissions of the folder, then try again.');
  }
}
