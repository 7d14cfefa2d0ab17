import type { ErrorInfo, FromView } from '../protocol/messages.ts';
import type { ViewState } from './state.ts';
import type { Language } from './text.ts';
import { showControls } from './showControls.ts';

/** A button of a banner and what it asks of the host. */
export interface BannerAction {
  readonly label: string;
  readonly message: FromView;
}

/** What stands in the way right now, and the one step that helps. */
export interface Banner {
  readonly kind:
    'no-server' | 'no-model' | 'problem' | 'pulling' | 'untrusted' | 'no-folder' | 'resumable';
  readonly icon: string;
  readonly title: string;
  readonly text?: string;
  /** 0 to 1 while something is under way; undefined inside when unknown. */
  readonly progress?: { readonly fraction: number | undefined };
  readonly primary?: BannerAction;
  readonly secondary?: BannerAction;
  /** Run this banner is about. */
  readonly runId?: string;
}

/** The most important banner of a state, or undefined when nothing stands in the way. */
export function bannerOf(state: ViewState, language: Language): Banner | undefined {
  const { t } = language;
  const { connection } = state;
  if (state.sync === 'waiting') return undefined;
  if (connection.kind === 'pulling') {
    const { model, status, fraction } = connection;
    const share = fraction === undefined ? '' : language.percent(Math.floor(fraction * 100) / 100);
    return {
      kind: 'pulling',
      icon: 'cloud-download',
      title: t('Downloading {0}', model),
      text: [pullText(language, status), share].filter((part) => part !== '').join(' · '),
      progress: { fraction },
    };
  }
  if (connection.kind === 'problem') {
    return problemBanner(connection.error, connection.suggestedModel, language);
  }
  if (!state.isTrusted) {
    return {
      kind: 'untrusted',
      icon: 'shield',
      title: t('Restricted Mode'),
      text: t('Caravan reads, writes and runs nothing until you trust this folder.'),
      primary: { label: t('Manage Trust'), message: { type: 'manage-trust' } },
    };
  }
  if (!state.hasFolder) {
    return {
      kind: 'no-folder',
      icon: 'folder-opened',
      title: t('No folder is open'),
      text: t('You can chat. To write code, Caravan needs a folder.'),
      primary: { label: t('Open Folder'), message: { type: 'open-folder' } },
    };
  }
  return resumableBanner(state, language);
}

/** What a server is busy with while it pulls, by the words Ollama has for it. */
function pullText({ t }: Language, status: string): string {
  if (status === '' || status === 'pulling manifest') return t('Looking for the model');
  if (status.startsWith('pulling')) return '';
  if (status.startsWith('verifying')) return t('Checking what has come');
  return showControls(status);
}

function problemBanner(
  error: ErrorInfo,
  suggestedModel: string | undefined,
  { t, tell }: Language,
): Banner {
  const next = error.next && tell(error.next);
  const text = [tell(error.text), next].filter((part) => part).join(' ');
  if (error.code === 'no-model' || error.code === 'model-missing') {
    const choose: BannerAction = { label: t('Select Model'), message: { type: 'select-model' } };
    const base = { kind: 'no-model', icon: 'cloud-download', title: t('No model'), text } as const;
    return suggestedModel === undefined
      ? { ...base, primary: choose }
      : {
          ...base,
          primary: {
            label: t('Download {0}', suggestedModel),
            message: { type: 'pull-model', name: suggestedModel },
          },
          secondary: choose,
        };
  }
  const isServer = error.code.startsWith('host-') || error.code === 'not-a-model-server';
  return {
    kind: isServer ? 'no-server' : 'problem',
    icon: isServer ? 'debug-disconnect' : 'warning',
    title: isServer ? t('No model server') : t('Something is in the way'),
    text,
    primary: { label: t('Try Again'), message: { type: 'retry-connection' } },
    secondary: { label: t('Diagnose'), message: { type: 'diagnose' } },
  };
}

function resumableBanner(state: ViewState, { t }: Language): Banner | undefined {
  const run = state.activeRunId === undefined ? state.resumable[0] : undefined;
  if (!run) return undefined;
  return {
    kind: 'resumable',
    icon: 'debug-restart',
    title: t('A task was interrupted'),
    text: t('“{0}”: {1} of 10 steps are done.', run.task, run.finishedNodes.length),
    primary: { label: t('Resume'), message: { type: 'resume', runId: run.runId } },
    secondary: { label: t('Dismiss'), message: { type: 'dismiss', runId: run.runId } },
    runId: run.runId,
  };
}
