import * as vscode from 'vscode';
import type { Caravan, PastNode, PastRun } from '../app/index.ts';
import type { Logger } from '../base/logger.ts';
import { showInvisible } from '../base/showInvisible.ts';
import { nodeLabel } from '../protocol/nodeLabel.ts';
import { saveText } from './chatConversations.ts';
import type { ChatSession } from './chatSession.ts';
import { commandIds, viewId } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { registerCommand } from './registerCommand.ts';
import { render } from './texts.ts';

/** “Past Runs…”: the runs of this workspace, to look at, to export, and to do again from a step. */
export function registerPastRuns(
  core: LazyCore,
  session: ChatSession,
  log: Logger,
): vscode.Disposable {
  return registerCommand(commandIds.pastRuns, log, { needs: 'trusted' }, async () => {
    const caravan = await core.get();
    const run = await pickRun(await caravan.listRuns());
    if (!run) return;
    const action = await pickAction(run);
    if (action === 'open') await openRun(session, run);
    if (action === 'export') await exportRun(caravan, run);
    if (action === 'again' || action === 'other-model') {
      const point = await pickNode(await caravan.runNodes(run.runId));
      if (!point) return;
      const model = action === 'again' ? '' : await pickModelName(caravan);
      if (model === undefined) return;
      await caravan.runAgain(run.runId, point.id, model === '' ? {} : { model });
      await openRun(session, run);
    }
  });
}

async function pickRun(runs: readonly PastRun[]): Promise<PastRun | undefined> {
  const items = runs.map((run) => ({
    label: `$(${icons[run.outcome]}) ${lineOf(run.task)}`,
    description: new Date(run.startedAt).toLocaleString(vscode.env.language),
    detail: detailOf(run),
    run,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Past Runs'),
    placeHolder:
      items.length === 0
        ? vscode.l10n.t('Nothing has run here yet.')
        : vscode.l10n.t('Choose a run'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.run;
}

type Action = 'open' | 'export' | 'again' | 'other-model';

async function pickAction(run: PastRun): Promise<Action | undefined> {
  const items: (vscode.QuickPickItem & { readonly action: Action })[] = [
    { label: `$(comment-discussion) ${vscode.l10n.t('Open Conversation')}`, action: 'open' },
    { label: `$(debug-restart) ${vscode.l10n.t('Run Again From a Step…')}`, action: 'again' },
    {
      label: `$(debug-restart) ${vscode.l10n.t('Run Again With Another Model…')}`,
      action: 'other-model',
    },
    { label: `$(export) ${vscode.l10n.t('Export as JSON…')}`, action: 'export' },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: lineOf(run.task) });
  return picked?.action;
}

async function pickNode(nodes: readonly PastNode[]): Promise<PastNode | undefined> {
  const items = nodes.map((node) => ({
    label: nodeLabel(vscode.l10n.t, node.node),
    description: node.attempt > 1 ? vscode.l10n.t('attempt {0}', node.attempt) : '',
    detail: node.summary ? plain(render(node.summary)) : '',
    node,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Run Again From a Step'),
    placeHolder:
      items.length === 0
        ? vscode.l10n.t('The steps of this run are no longer kept. Send its task again instead.')
        : vscode.l10n.t('The steps before it are taken over; files are read anew'),
    matchOnDetail: true,
  });
  return picked?.node;
}

async function pickModelName(caravan: Caravan): Promise<string | undefined> {
  const models = await caravan.models(new AbortController().signal);
  const names = [...new Set(models.map(({ name }) => name))];
  const title = vscode.l10n.t('Run Again With Another Model');
  return vscode.window.showQuickPick(names, { title });
}

async function openRun(session: ChatSession, run: PastRun): Promise<void> {
  await vscode.commands.executeCommand(`${viewId}.focus`);
  await session.openConversation(run.conversationId);
}

async function exportRun(caravan: Caravan, { runId, folder }: PastRun): Promise<void> {
  await saveText(`caravan-run-${runId.slice(0, 8)}.json`, await caravan.exportRun(runId), folder);
}

const icons: Readonly<Record<PastRun['outcome'], string>> = {
  done: 'pass',
  answered: 'comment',
  unusable: 'warning',
  rejected: 'circle-slash',
  failed: 'error',
  cancelled: 'debug-stop',
  interrupted: 'debug-disconnect',
  running: 'sync',
};

function outcomeText(outcome: PastRun['outcome']): string {
  switch (outcome) {
    case 'done':
      return vscode.l10n.t('done');
    case 'answered':
      return vscode.l10n.t('answered');
    case 'unusable':
      return vscode.l10n.t('without usable code');
    case 'rejected':
      return vscode.l10n.t('Plan rejected');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'cancelled':
      return vscode.l10n.t('stopped');
    case 'interrupted':
      return vscode.l10n.t('cut off');
    case 'running':
      return vscode.l10n.t('running');
  }
}

function detailOf({ outcome, model, elapsedMs, usage, folder }: PastRun): string {
  const number = new Intl.NumberFormat(vscode.env.language);
  const parts = [
    outcomeText(outcome),
    model,
    vscode.l10n.t('{0} s', number.format(Math.round(elapsedMs / 1000))),
    vscode.l10n.t('{0} tokens', number.format(usage.promptTokens + usage.replyTokens)),
    folder ?? '',
  ];
  return parts
    .filter((part) => part !== '')
    .map(plain)
    .join(' · ');
}

function lineOf(task: string): string {
  return plain(task.trim().split('\n', 1)[0] ?? '').slice(0, 120);
}

/** Text for a list: invisible signs are named, icons are not drawn. */
function plain(text: string): string {
  return showInvisible(text).replaceAll('$(', '$\u200B(');
}
