import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/** What everything that would read, write or run answers in a workspace that is not trusted. */
export function untrusted(): CaravanError {
  return new CaravanError('workspace-untrusted', {
    text: userText('Caravan does nothing in a workspace you have not trusted.'),
    next: userText('Trust the workspace to go on.'),
  });
}
