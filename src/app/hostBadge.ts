import type { HostStatus } from '../llm/modelCatalog.ts';
import { userText, type UserText } from '../base/userText.ts';

/** How a model server is doing, in a few words. */
export function hostBadge({ state, kind, version }: HostStatus): UserText {
  if (state === 'down') return userText('does not answer');
  if (state === 'slow') return userText('answers slowly');
  if (state === 'unstable') return userText('answers, but failed a moment ago');
  if (kind === 'openai') return userText('answers, OpenAI-compatible');
  return version === undefined ? userText('answers') : userText('answers, Ollama {0}', version);
}
