import * as vscode from 'vscode';

/** Asks, with the risk named, whether the tests of one run may do without a sandbox. */
export async function askUnsandboxed(): Promise<boolean> {
  const yes = vscode.l10n.t('Run Without a Sandbox');
  const detail = vscode.l10n.t(
    'Code that a model wrote then runs with your own rights: it can read, change and delete your files, use the network and start programs. This is asked again for every task.',
  );
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('No sandbox works here. Run the tests of this task without one?'),
    { modal: true, detail },
    yes,
  );
  return choice === yes;
}
