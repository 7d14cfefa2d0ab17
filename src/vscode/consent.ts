import * as vscode from 'vscode';
import type { AskConsent, ConsentRequest } from '../app/index.ts';
import { render } from './texts.ts';
import { rememberConsent } from './consentMemory.ts';

/** Asks in a dialog before text leaves this machine, once for each server and each such model. */
export function createAskConsent(state: vscode.Memento): AskConsent {
  return rememberConsent(state, async (request) => {
    const yes = vscode.l10n.t('Send');
    const [message, ...details] = textOf(request);
    const detail = details.join('\n\n');
    const options = { modal: true, detail };
    return (await vscode.window.showWarningMessage(message, options, yes)) === yes;
  });
}

function textOf(request: ConsentRequest): [message: string, ...details: string[]] {
  const what = vscode.l10n.t(
    'What you type, and code of this workspace that is needed for it, goes there from now on.',
  );
  if (request.kind === 'secret') {
    const message = vscode.l10n.t('What would leave this machine holds what looks like a secret.');
    return [message, ...request.found.map(render)];
  }
  if (request.kind === 'model') {
    const { model, remoteHost } = request;
    return [vscode.l10n.t('{0} does not run on your server but on {1}.', model, remoteHost), what];
  }
  const message = vscode.l10n.t('{0} is not on this machine.', request.origin);
  if (request.isEncrypted) return [message, what];
  const warning = vscode.l10n.t('The connection is not encrypted: others on the way can read it.');
  return [message, what, warning];
}
