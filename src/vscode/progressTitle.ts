import * as vscode from 'vscode';
import { nodeNames } from '../app/index.ts';
import { nodeLabel } from '../protocol/nodeLabel.ts';
import type { Progress } from './runProgress.ts';

/** How far the runs of the window are, in place of the name of the view; undefined when none goes on. */
export function progressTitle(runs: readonly Progress[]): string | undefined {
  const [run] = runs;
  if (!run) return undefined;
  return runs.length === 1 ? stepOf(run) : vscode.l10n.t('Runs going on: {0}', runs.length);
}

function stepOf({ node, done, isAnswering, isWaiting }: Progress): string {
  if (isWaiting) return vscode.l10n.t('Waiting for you');
  if (isAnswering) return vscode.l10n.t('Answering');
  if (!node) return vscode.l10n.t('Working');
  const label = nodeLabel(vscode.l10n.t, node);
  return `${label} · ${vscode.l10n.t('{0} of {1}', done, nodeNames.length)}`;
}
