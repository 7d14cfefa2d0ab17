import {
  hostBadge,
  shownHost,
  type Diagnosis,
  type ErrorInfo,
  type HostStatus,
  type Settings,
} from '../app/index.ts';
import { modelSize } from './modelSize.ts';
import { translate, userText, type L10nBundle, type UserText } from '../base/userText.ts';

/** Where the extension host runs; `localhost` in the settings means that machine. */
export interface HostPlace {
  /** VS Code's `env.remoteName`: `wsl`, `ssh-remote`, `dev-container` … */
  readonly remoteName: string | undefined;
  readonly isWeb: boolean;
  readonly hostname: string;
  readonly platform: string;
  readonly nodeVersion: string;
  readonly editorVersion: string;
  readonly extensionVersion: string;
  /** Folder that Caravan works in, and how many the window has. */
  readonly folder?: string | undefined;
  readonly folders?: number;
  /** BCP 47, for numbers; default English. */
  readonly locale?: string;
}

/** Writes what `Diagnose Connection` found as a markdown page in the reader's language. */
export function diagnosisReport(
  diagnosis: Diagnosis,
  settings: Settings,
  place: HostPlace,
  bundle: L10nBundle,
  problems: readonly ErrorInfo[] = [],
): string {
  const say = (text: UserText): string => translate(text, bundle);
  const lines = [`# ${say(userText('Caravan: connection'))}`, ''];
  lines.push(...verdict(diagnosis, say), '');
  lines.push(`## ${say(userText('Model server'))}`, '');
  for (const url of [settings.host, ...(settings.moreHosts ?? []).map((host) => host.url)]) {
    lines.push(say(userText('Address in your settings: `{0}`', shownHost(url))), '');
  }
  for (const host of diagnosis.hosts) lines.push(...hostLines(host, say), '');
  lines.push(`## ${say(userText('Model'))}`, '');
  lines.push(
    settings.model === ''
      ? say(userText('Your settings name no model, so the best installed one is used.'))
      : say(userText('Model in your settings: `{0}`', settings.model)),
    '',
  );
  const roles = Object.entries(settings.roles ?? {});
  for (const [role, name] of roles) lines.push(`- ${role}: \`${name}\``);
  if (roles.length > 0) lines.push('');
  const model = diagnosis.chosenModel;
  if (model) {
    const size = say(modelSize(model.size, place.locale ?? 'en'));
    const facts = [model.parameters, model.quantization, size];
    lines.push(
      say(userText('In use: `{0}` ({1})', model.name, facts.filter(Boolean).join(', '))),
      '',
    );
    if (model.remoteHost) {
      lines.push(
        say(userText('This model runs on {0}, not on your server.', model.remoteHost)),
        '',
      );
    }
  }
  if (problems.length > 0) {
    lines.push(`## ${say(userText('Settings that are not taken as they stand'))}`, '');
    for (const { text, next } of problems) {
      lines.push(`- ${[text, next].flatMap((part) => (part ? [say(part)] : [])).join(' ')}`);
    }
    lines.push('');
  }
  lines.push(`## ${say(userText('Where Caravan runs'))}`, '', ...placeLines(place, say), '');
  return lines.join('\n');
}

function verdict(diagnosis: Diagnosis, say: (text: UserText) => string): string[] {
  const { problem, chosenModel } = diagnosis;
  if (!problem) {
    return chosenModel
      ? [say(userText('Everything is ready. Type a task in the Caravan view.'))]
      : [say(userText('The model server has no model that can write text.'))];
  }
  const lines = [`**${say(problem.text)}**`];
  if (problem.next) lines.push('', `**${say(userText('What to do:'))}** ${say(problem.next)}`);
  return lines;
}

function hostLines(host: HostStatus, say: (text: UserText) => string): string[] {
  const lines = [`- \`${host.url}\`: ${say(hostBadge(host))}`];
  if (host.problem) lines.push(`  - ${say(host.problem.text)}`);
  if (host.state === 'down') return lines;
  const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
  lines.push(
    host.models.length === 0
      ? `  - ${say(userText('no model is installed'))}`
      : `  - ${say(userText('installed models: {0}', list(host.models)))}`,
  );
  if (host.loaded.length > 0) {
    lines.push(`  - ${say(userText('in memory now: {0}', list(host.loaded)))}`);
  }
  return lines;
}

function placeLines(place: HostPlace, say: (text: UserText) => string): string[] {
  const where = placeName(place);
  return [
    `- ${say(where)}`,
    `- ${say(userText('Machine: {0} ({1})', place.hostname, place.platform))}`,
    `- ${say(userText('`localhost` in the address of the model server means this machine.'))}`,
    ...folderLines(place, say),
    `- VS Code ${place.editorVersion}, Node ${place.nodeVersion}, Caravan ${place.extensionVersion}`,
  ];
}

function folderLines(
  { folder, folders = 0 }: HostPlace,
  say: (text: UserText) => string,
): readonly string[] {
  if (folder !== undefined) {
    return [`- ${say(userText('Folder that Caravan works in: `{0}`', folder))}`];
  }
  if (folders < 2) return [];
  return [`- ${say(userText('Several folders are open, and you have chosen none for Caravan.'))}`];
}

function placeName({ remoteName, isWeb }: HostPlace): UserText {
  if (remoteName === 'wsl') return userText('Inside Windows Subsystem for Linux');
  if (remoteName?.startsWith('ssh')) return userText('On a remote machine, over SSH');
  if (remoteName === 'codespaces') return userText('In a GitHub codespace');
  if (remoteName?.includes('container')) return userText('In a container');
  if (remoteName !== undefined && !isWeb) return userText('On a remote machine ({0})', remoteName);
  if (isWeb) return userText('On the machine that serves VS Code to your browser');
  return userText('On this computer');
}
