import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { isAbortError } from '../base/abort.ts';
import type { Disposable } from '../base/disposable.ts';
import { toErrorInfo } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { FromView } from '../protocol/messages.ts';
import type { ChatSession } from './chatSession.ts';
import type { ConnectionMonitor } from './connectionMonitor.ts';
import { viewId } from './ids.ts';
import type { ViewChannel } from './viewChannel.ts';
import { webviewHtml } from './webviewHtml.ts';

/** What the chat view needs. */
export interface ChatViewDeps {
  readonly extensionUri: vscode.Uri;
  readonly session: ChatSession;
  readonly channel: ViewChannel;
  readonly connection: ConnectionMonitor;
  /** Does what the user asked for in the view; rejections are shown there. */
  readonly perform: (message: FromView) => Promise<void>;
  readonly log: Logger;
}

/** The chat in the side bar: the page, its messages, its badge and its description. */
export function registerChatView(deps: ChatViewDeps): vscode.Disposable {
  let view: vscode.WebviewView | undefined;
  const decorate = (): void => {
    if (view) decorateView(view, deps);
  };
  return vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(viewId, {
      resolveWebviewView: (resolved) => {
        view = resolved;
        const page = openPage(resolved, deps);
        resolved.onDidDispose(() => {
          page.dispose();
          if (view === resolved) view = undefined;
        });
        decorate();
      },
    }),
    deps.connection.onChange(decorate),
    deps.session.onRunEvent((event) => {
      if (event.type === 'proposal' || event.type === 'run-end') decorate();
    }),
  );
}

function openPage(view: vscode.WebviewView, deps: ChatViewDeps): Disposable {
  const { webview } = view;
  const folder = vscode.Uri.joinPath(deps.extensionUri, 'dist', 'webview');
  const uri = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  webview.options = {
    enableScripts: true,
    enableCommandUris: false,
    enableForms: false,
    localResourceRoots: [folder],
  };
  const attached = deps.channel.attach((message) => void webview.postMessage(message));
  const subscriptions = [
    webview.onDidReceiveMessage((value: unknown) => receive(value, deps)),
    view.onDidChangeVisibility(() => {
      // A hidden page is thrown away; the next one says `ready` and is given a snapshot.
      if (!view.visible) deps.channel.reset();
    }),
    attached,
  ];
  webview.html = webviewHtml({
    scriptUri: uri('main.js'),
    styleUri: uri('main.css'),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    language: vscode.env.language,
    title: 'Caravan',
  });
  return { dispose: () => subscriptions.forEach((subscription) => void subscription.dispose()) };
}

function receive(value: unknown, { session, channel, perform, log }: ChatViewDeps): void {
  // The schema check brings zod along, which activation must not wait for.
  import('../protocol/fromView.ts')
    .then(async ({ parseFromView }) => {
      const message = parseFromView(value);
      if (!message) return log.warn('A message of the view was dropped: it fits no schema.');
      if (message.type === 'ready') channel.reset();
      if (message.type === 'ready' || message.type === 'resync') await session.refresh();
      await perform(message);
    })
    .catch((error: unknown) => {
      if (isAbortError(error)) return;
      log.error(error instanceof Error ? error : String(error));
      channel.send({ type: 'error', error: toErrorInfo(error) });
    });
}

function decorateView(view: vscode.WebviewView, { session, connection }: ChatViewDeps): void {
  const { state } = connection;
  view.description = state.kind === 'ready' || state.kind === 'pulling' ? state.model : '';
  const files = session.openProposals
    .flatMap(({ proposal }) => proposal.files)
    .filter((file) => file.decision !== 'deny').length;
  view.badge =
    files === 0
      ? undefined
      : { value: files, tooltip: vscode.l10n.t('Files to review: {0}', files) };
}
