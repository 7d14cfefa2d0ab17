import { summaryTitle } from '../agents/blocks.ts';
import type { ChatMessage } from '../agents/types.ts';
import type { Settings } from './settings.ts';
import type { Conversation, ConversationItem } from './caravan.ts';

/** Turns a model is shown word for word at most; what is older stands in the summary. */
const turnLimit = 20;
/** Turns that move into the summary together: prompts keep their beginning in between. */
const step = 10;
/** Characters of one earlier turn, of its line in the summary, and of the whole summary. */
const turnLength = 2_000;
const lineLength = 140;
const summaryLength = 2_400;
/** Characters a token has in code and prose, about; and the part of the context for history. */
const charactersPerToken = 3.5;
const share = 0.25;
/** Tokens of context that a run has at least when Caravan chooses. */
const leastChosen = 8_192;

/**
 * The earlier turns of a conversation as a model reads them, oldest first: the newest word for word,
 * older ones as a running summary, a line each, before them. No model writes it: it cannot be wrong.
 * @param contextLength tokens the model sees at once; history takes a quarter of them at most.
 */
export function historyOf(
  conversation: Conversation,
  contextLength: Settings['contextLength'],
): ChatMessage[] {
  const turns = conversation.items.flatMap(turnOf);
  const tokens = contextLength === 'auto' ? leastChosen : contextLength;
  const budget = tokens * share * charactersPerToken;
  const count = turns.length;
  let first = count > turnLimit ? count - step - (count % step || step) : 0;
  const isTooLong = (): boolean =>
    lengthOf(turns.slice(first)) + (first > 0 ? summaryLength : 0) > budget;
  while (first < count - 2 && isTooLong()) first += 2;
  return first === 0 ? turns : [summaryOf(turns.slice(0, first)), ...turns.slice(first)];
}

function turnOf(item: ConversationItem): ChatMessage[] {
  if (item.kind === 'user') return [{ role: 'user', content: item.text.slice(0, turnLength) }];
  const answer = item.texts['answer']?.text ?? describeFiles(item.events);
  return answer ? [{ role: 'assistant', content: answer.slice(0, turnLength) }] : [];
}

function describeFiles(events: Extract<ConversationItem, { kind: 'run' }>['events']): string {
  const proposal = events.findLast((event) => event.type === 'proposal')?.proposal;
  if (!proposal) return '';
  const files = proposal.files.map((file) => `${file.operation} ${file.path}`).join(', ');
  return `Proposed changes (${proposal.verification}, ${proposal.state}): ${files}`;
}

/** A line a turn; where there is no room for all, the oldest go. */
function summaryOf(turns: readonly ChatMessage[]): ChatMessage {
  const lines: string[] = [];
  let length = 0;
  for (const { role, content } of turns.toReversed()) {
    const text = content.replace(/\s+/g, ' ').trim();
    const line = `- ${role === 'user' ? 'User' : 'Caravan'}: ${cut(text)}`;
    length += line.length + 1;
    if (length > summaryLength) break;
    lines.unshift(line);
  }
  return { role: 'user', content: `${summaryTitle}\n${lines.join('\n')}` };
}

function cut(text: string): string {
  return text.length > lineLength ? `${text.slice(0, lineLength - 1).trimEnd()}…` : text;
}

function lengthOf(turns: readonly ChatMessage[]): number {
  return turns.reduce((sum, turn) => sum + turn.content.length, 0);
}
