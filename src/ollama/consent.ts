import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/** Did the user agree that text of theirs goes to this host (its name as it is shown)? */
export type MayAsk = (host: string) => boolean;

/** Requests that carry what the user wrote; the others name models at most. */
const carriesText = /\/(chat|generate|embed|embeddings|completions)$/;

/** @throws CaravanError `consent-missing` before text goes where the user has not agreed to. */
export function requireConsent(path: string, host: string, mayAsk: MayAsk | undefined): void {
  if (mayAsk && carriesText.test(path) && !mayAsk(host)) throw consentMissing(host);
}

/** The error for a host that may not be sent any text. */
export function consentMissing(host: string): CaravanError {
  return new CaravanError('consent-missing', {
    text: userText(
      'The model server {0} is not on this machine, and you have not agreed that your code goes there.',
      host,
    ),
    kept: userText('Nothing was sent.'),
    next: userText(
      'Agree when Caravan asks (on the command line: --allow-remote), or set another server.',
    ),
    data: { host },
  });
}
