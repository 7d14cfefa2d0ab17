import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { isAbortError } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { toErrorInfo } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { FromView } from '../protocol/messages.ts';
import type { ChatActivity } from './chatActivity.ts';
import type { ChatSession } from './chatSession.ts';
import { PageInbox } from './pageInbox.ts';
import { offerReload } from './pageLost.ts';
import { PagePulse } from './pagePulse.ts';
import type { ViewChannel } from './viewChannel.ts';
import type { PagePlace, ViewPage } from './viewPage.ts';
import { webviewHtml } from './webviewHtml.ts';

/** What every page of the chat needs, wherever it is shown. */
export interface ChatPageDeps {
  readonly extensionUri: vscode.Uri;
  readonly session: Pick<ChatSession, 'sendSnapshots'>;
  readonly channel: ViewChannel;
  readonly activity: Pick<ChatActivity, 'unwatch'>;
  /** Does what the user asked for in a page; rejections are shown there. */
  readonly perform: (message: FromView, page: ViewPage) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where VS Code shows a page. */
export interface ChatSurface {
  readonly place: PagePlace;
  readonly webview: vscode.Webview;
  /** True while one can see it. */
  readonly isVisible: () => boolean;
  readonly onDidChangeVisibility: vscode.Event<unknown>;
}

/** A page that is open; disposing it lets go of it and stops nothing that runs. */
export interface ChatPage extends Disposable {
  /** The user is at this page now. */
  touch(): void;
}

/** Loads the chat into a webview and connects it. */
export function openChatPage(surface: ChatSurface, deps: ChatPageDeps): ChatPage {
  const { webview, place } = surface;
  const folder = vscode.Uri.joinPath(deps.extensionUri, 'dist', 'webview');
  const uri = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  webview.options = {
    enableScripts: true,
    enableCommandUris: false,
    enableForms: false,
    localResourceRoots: [folder],
  };
  const load = (): void => {
    webview.html = webviewHtml({
      scriptUri: uri('main.js'),
      styleUri: uri('main.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: vscode.env.language,
      title: 'Caravan',
    });
  };
  const page = deps.channel.attach((message) => {
    void webview.postMessage(message);
    pulse.sent();
  }, place);
  const pulse = new PagePulse(deps.clock, {
    ask: () => page.send({ type: 'ping' }),
    isWatched: () => surface.isVisible() && vscode.window.state.focused,
    lost: () => void offerReload(load, deps.log),
  });
  const inbox = new PageInbox(deps.clock, deps.log);
  const subscriptions = [
    webview.onDidReceiveMessage((value: unknown) => {
      pulse.heard();
      if (inbox.admit()) receive(value, { page, inbox, surface }, deps);
      else inbox.drop('too many came at once');
    }),
    surface.onDidChangeVisibility(() => {
      // A hidden page is thrown away; the next one says `ready` and is given a snapshot.
      if (surface.isVisible()) return;
      pulse.rest();
      page.hide();
      deps.activity.unwatch(page);
    }),
    pulse,
    page,
  ];
  load();
  return {
    touch: () => page.touch(),
    dispose: () => {
      subscriptions.forEach((subscription) => void subscription.dispose());
      deps.activity.unwatch(page);
    },
  };
}

interface Receiver {
  readonly page: ViewPage;
  readonly inbox: PageInbox;
  readonly surface: ChatSurface;
}

function receive(
  value: unknown,
  { page, inbox, surface }: Receiver,
  { session, perform, log }: ChatPageDeps,
): void {
  // The schema check brings zod along, which activation must not wait for.
  import('../protocol/fromView.ts')
    .then(async ({ parseFromView }) => {
      const message = parseFromView(value);
      if (!message) return inbox.drop('it fits no schema');
      if (message.type === 'alive') return;
      page.touch();
      if (message.type === 'ready' && surface.isVisible()) page.reset();
      if (message.type === 'resync') page.expire();
      if (message.type === 'ready' || message.type === 'resync') await session.sendSnapshots();
      await perform(message, page);
    })
    .catch((error: unknown) => {
      if (isAbortError(error)) return;
      log.error(error instanceof Error ? error : String(error));
      page.send({ type: 'error', error: toErrorInfo(error) });
    });
}
