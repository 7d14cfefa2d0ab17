import type { RunEvent } from '../../src/app/index.ts';
import { translate, type UserText } from '../../src/base/userText.ts';

/** Words of the machinery, which mean nothing to somebody who wants code. */
const machinery: readonly RegExp[] = [
  /\b(?:ECONN\w+|EPIPE|ETIMEDOUT|UND_ERR_\w+|ERR_HTTP\w*|HPE_\w+)\b/,
  /\banswer-(?:empty|malformed|repeating|thinking-only|truncated)\b/,
  /did not keep the format|Your reply was not accepted/,
  /\bNDJSON\b|\bJSON object of this shape\b|\binvalid_(?:type|value)\b|ZodError/i,
  /\bHTTP(?:\/\d(?:\.\d)?)? \d{3}\b|\bstatus(?: code)? \d{3}\b/i,
  /^\s*\{"(?:model|message|error)":/m,
  /<\/?think(?:ing)?>/,
  /\[object Object\]/,
];

/** What somebody who watches a run reads of an event, besides what the model itself streams. */
function textsOf(event: RunEvent): readonly string[] {
  const all = (...texts: readonly (UserText | undefined)[]): readonly string[] =>
    texts.filter((text) => text !== undefined).map((text) => translate(text));
  if (event.type === 'node-end') return all(event.summary);
  if (event.type === 'run-end') return all(event.error?.text, event.error?.next, event.error?.kept);
  return [];
}

/** Those of some texts that speak of the machinery; the answer in the chat is one text. */
export function protocolErrors(events: readonly RunEvent[]): readonly string[] {
  const answer = events.map((event) =>
    event.type === 'answer-delta' && event.channel === 'text' ? event.text : '',
  );
  const texts = [...events.flatMap(textsOf), answer.join('')];
  return texts.filter((text) => machinery.some((words) => words.test(text)));
}
