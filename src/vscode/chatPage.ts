import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { isAbortError } from '../base/abort.ts';
import type { Disposable } from '../base/disposable.ts';
import { toErrorInfo } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { FromView } from '../protocol/messages.ts';
import type { ChatActivity } from './chatActivity.ts';
import type { ChatSession } from './chatSession.ts';
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
  const page = deps.channel.attach((message) => void webview.postMessage(message), place);
  const subscriptions = [
    webview.onDidReceiveMessage((value: unknown) => receive(value, page, surface, deps)),
    surface.onDidChangeVisibility(() => {
      // A hidden page is thrown away; the next one says `ready` and is given a snapshot.
      if (surface.isVisible()) return;
      page.hide();
      deps.activity.unwatch(page);
    }),
    page,
  ];
  webview.html = webviewHtml({
    scriptUri: uri('main.js'),
    styleUri: uri('main.css'),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    language: vscode.env.language,
    title: 'Caravan',
  });
  return {
    touch: () => page.touch(),
    dispose: () => {
      subscriptions.forEach((subscription) => void subscription.dispose());
      deps.activity.unwatch(page);
    },
  };
}

function receive(
  value: unknown,
  page: ViewPage,
  surface: ChatSurface,
  { session, perform, log }: ChatPageDeps,
): void {
  // The schema check brings zod along, which activation must not wait for.
  import('../protocol/fromView.ts')
    .then(async ({ parseFromView }) => {
      const message = parseFromView(value);
      if (!message) return log.warn('A message of the view was dropped: it fits no schema.');
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
