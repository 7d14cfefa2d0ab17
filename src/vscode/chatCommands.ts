import * as vscode from 'vscode';
import type { ChatSession } from './chatSession.ts';
import { chatPlace } from './chatPlace.ts';
import { forgetContexts } from './forgetContexts.ts';
import { commandIds, runningContext, viewId } from './ids.ts';
import type { InsertCode } from './insertCode.ts';
import type { LazyCore } from './lazyCore.ts';
import type { Panel } from '../protocol/messages.ts';
import { registerCommand } from './registerCommand.ts';
import type { ViewChannel } from './viewChannel.ts';
import type { PagePlace } from './viewPage.ts';

/** What the general commands act on. */
export interface ChatCommandDeps {
  readonly core: LazyCore;
  readonly session: ChatSession;
  readonly channel: ViewChannel;
  /** Insertion at the cursor, unless it could not start. */
  readonly insert: InsertCode | undefined;
  readonly log: vscode.LogOutputChannel;
}

/** Generate code, new conversation, stop, settings and log. */
export function registerChatCommands(deps: ChatCommandDeps): vscode.Disposable {
  const { core, session, channel, log } = deps;
  const generate = async (task: unknown): Promise<string | undefined> => {
    const text = typeof task === 'string' ? task : await askForTask();
    if (!text?.trim()) return undefined;
    await vscode.commands.executeCommand(`${viewId}.focus`);
    return session.send(text.trim(), 'code');
  };
  const stop = (): void => {
    deps.insert?.cancel();
    for (const run of core.loaded?.activeRuns ?? []) core.loaded?.stop(run);
  };
  const show = async (source: unknown): Promise<PagePlace> => {
    const place = chatPlace(source, channel);
    if (place === 'view') await vscode.commands.executeCommand(`${viewId}.focus`);
    return place;
  };
  const showPanel = async (panel: Panel, source: unknown): Promise<void> => {
    const page = await channel.page(await show(source));
    page.send({ type: 'panel', panel });
  };
  forgetContexts();
  return vscode.Disposable.from(
    registerCommand(commandIds.generateCode, log, { needs: 'trusted' }, generate),
    registerCommand(commandIds.newConversation, log, { needs: 'trusted' }, async (source) => {
      await session.newConversation();
      await show(source);
    }),
    registerCommand(commandIds.showConversations, log, { needs: 'trusted' }, (source) =>
      showPanel('conversations', source),
    ),
    registerCommand(commandIds.showActivity, log, { needs: 'trusted' }, (source) =>
      showPanel('activity', source),
    ),
    registerCommand(commandIds.stop, log, { needs: 'nothing' }, stop),
    registerCommand(commandIds.showLog, log, { needs: 'nothing' }, () => log.show()),
    registerCommand(commandIds.openSettings, log, { needs: 'nothing' }, () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:caravan.caravan'),
    ),
    session.onRunEvent((event) => {
      if (event.type !== 'run-start' && event.type !== 'run-end') return;
      const active = core.loaded?.activeRuns ?? [];
      // The run that ends counts as active until its record is on disk.
      const isRunning = event.type === 'run-start' || active.some((run) => run !== event.runId);
      void vscode.commands.executeCommand('setContext', runningContext, isRunning);
    }),
  );
}

async function askForTask(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Generate Code'),
    prompt: vscode.l10n.t('Describe what Caravan should write, with tests if you want them.'),
    placeHolder: vscode.l10n.t('e.g. a function slugify(title) with tests'),
    ignoreFocusOut: true,
  });
}
