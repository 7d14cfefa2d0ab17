import { hostBadge, type Diagnosis, type HostStatus } from '../app/index.ts';
import { describeError } from '../base/errors.ts';
import { translate, userText, type L10nBundle } from '../base/userText.ts';

/** What a diagnosis found, as lines for a person. */
export function doctorReport(diagnosis: Diagnosis, bundle: L10nBundle): string {
  const lines = diagnosis.hosts.map((host) => hostLines(host, bundle));
  const { chosenModel, problem } = diagnosis;
  if (chosenModel) lines.push(translate(userText('Model in use: {0}', chosenModel.name), bundle));
  if (problem) lines.push(describeError(problem, bundle));
  return lines.join('\n') + '\n';
}

function hostLines(host: HostStatus, bundle: L10nBundle): string {
  if (host.problem) return `${host.url}\n  ${describeError(host.problem, bundle)}`;
  const models = host.models.join(', ') || '–';
  return [
    `${host.url}: ${translate(hostBadge(host), bundle)}`,
    `  ${translate(userText('Models: {0}', models), bundle)}`,
  ].join('\n');
}
