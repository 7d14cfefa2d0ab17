import * as vscode from 'vscode';
import { shownHost, type SettingsSource } from '../app/index.ts';
import { systemClock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { ChatActivity } from './chatActivity.ts';
import { ChatSession } from './chatSession.ts';
import { ConnectionMonitor } from './connectionMonitor.ts';
import { EndedRuns } from './endedRuns.ts';
import type { LazyCore } from './lazyCore.ts';
import { FolderEditors } from './mentionEditor.ts';
import type { MentionMoment } from './mentionResolve.ts';
import { attachMentions, MentionSearch } from './mentions.ts';
import { isFolderEmpty, openFolder, type OpenFolder } from './openFolder.ts';
import { ViewChannel } from './viewChannel.ts';
import { RunProgress } from './runProgress.ts';
import { WaitingPlans } from './waitingPlans.ts';

const conversationKey = 'caravan.conversation';
const waitingKey = 'caravan.waiting';

/** The objects behind the chat, shared by the view, the commands and the status bar. */
export interface Chat extends vscode.Disposable {
  readonly session: ChatSession;
  readonly channel: ViewChannel;
  readonly connection: ConnectionMonitor;
  readonly activity: ChatActivity;
  readonly mentions: MentionSearch;
  readonly editors: FolderEditors;
  readonly plans: WaitingPlans;
  readonly ended: EndedRuns;
  readonly progress: RunProgress;
}

/** What the chat is made of. */
export interface ChatParts {
  readonly core: LazyCore;
  readonly settings: SettingsSource;
  readonly folder: Pick<OpenFolder, 'current'>;
  readonly memento: vscode.Memento;
  readonly log: Logger;
}

/** Makes the chat's state and lets it follow trust, folders and settings. */
export function createChat({ core, settings, folder, memento, log: logger }: ChatParts): Chat {
  const editors = new FolderEditors(() => folder.current?.path);
  const channel = new ViewChannel(systemClock);
  const connection = new ConnectionMonitor(core, () => settings.value.model, logger);
  const surroundings = {
    isTrusted: () => vscode.workspace.isTrusted,
    hasFolder: () => openFolder() !== undefined,
    isFolderEmpty: () => isFolderEmpty(folder.current?.path),
    l10n: () => vscode.l10n.bundle ?? {},
    locale: () => vscode.env.language,
    lastConversation: () => memento.get<string>(conversationKey),
    keepConversation: (id: string) => void memento.update(conversationKey, id),
    waiting: {
      read: () => memento.get<unknown>(waitingKey),
      write: (messages: object) => void memento.update(waitingKey, messages),
    },
    attach: (text: string, moment: MentionMoment) => attachMentions(core, editors, text, moment),
  };
  const session = new ChatSession(core, channel, connection, surroundings, logger);
  const plans = new WaitingPlans(session.onRunEvent);
  const ended = new EndedRuns(session.onRunEvent);
  const progress = new RunProgress(session.onRunEvent);
  const activity = new ChatActivity(core, session, systemClock);
  const report = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => logger.error('The view could not be refreshed.', error));
  };
  const server = (): string => {
    const { host, access, moreHosts, model } = settings.value;
    return JSON.stringify([host, access, moreHosts, model]);
  };
  let lastServer = server();
  const subscriptions = [
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      report(session.refresh());
      if (channel.isAttached) report(connection.check());
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => report(session.refresh())),
    settings.onChange(() => {
      if (server() === lastServer) return;
      lastServer = server();
      const { host, moreHosts = [], model } = settings.value;
      const names = [host, ...moreHosts.map(({ url }) => url)].map(shownHost).join(', ');
      logger.info(`The settings name another server or model: ${names} ${model}`);
      if (connection.wasChecked) report(connection.check());
    }),
  ];
  return {
    session,
    channel,
    connection,
    activity,
    mentions: new MentionSearch(core, editors, { send: (message) => channel.sendToOne(message) }),
    editors,
    plans,
    ended,
    progress,
    dispose: () => {
      activity.dispose();
      plans.dispose();
      ended.dispose();
      progress.dispose();
      subscriptions.forEach((subscription) => void subscription.dispose());
      session.dispose();
      connection.dispose();
      channel.dispose();
    },
  };
}
