import { z } from 'zod';
import { CaravanError } from '../base/errors.ts';
import { parseJson } from '../base/json.ts';
import { userText, type UserText } from '../base/userText.ts';
import type { RunEvent } from '../workflow/events.ts';
import type { Conversation, ConversationItem } from './caravan.ts';
import { readEvent } from './storedEvents.ts';

type RunItem = Extract<ConversationItem, { kind: 'run' }>;

/** Characters of a file that is imported. */
const sizeLimit = 50_000_000;
/** Turns of a conversation that is imported; more is no conversation. */
const itemLimit = 20_000;
const format = 'caravan-conversation';

const userItem = z.object({ kind: z.literal('user'), at: z.number(), text: z.string() });
const runItem = z.object({
  kind: z.literal('run'),
  id: z.string(),
  at: z.number(),
  events: z.array(z.unknown()),
  texts: z.record(z.string(), z.object({ text: z.string(), thinking: z.string() })),
});
const fileSchema = z.object({
  format: z.literal(format),
  version: z.literal(1),
  title: z.string(),
  createdAt: z.number(),
  items: z.array(z.discriminatedUnion('kind', [userItem, runItem])).max(itemLimit),
});

/** A conversation as text: `json` can be imported again, `markdown` is for people. */
export function writeConversationFile(
  conversation: Conversation,
  as: 'markdown' | 'json',
  tell: (text: UserText) => string,
): string {
  if (as === 'markdown') return toMarkdown(conversation, tell);
  const { title, createdAt, items } = conversation;
  return `${JSON.stringify({ format, version: 1, title, createdAt, items }, null, 2)}\n`;
}

/**
 * The conversation of an exported file, under new ids. What it says about proposals gives no
 * right to write: open ones count as discarded.
 * @throws CaravanError `invalid-argument` when it is no such file.
 */
export function readConversationFile(text: string, newId: () => string): Conversation {
  const parsed = text.length > sizeLimit ? undefined : fileSchema.safeParse(parseJson(text));
  if (!parsed?.success) {
    throw new CaravanError('invalid-argument', {
      text: userText('This file is not a conversation exported by Caravan.'),
      next: userText('Choose a JSON file that “Export” has written.'),
      cause: parsed?.error,
    });
  }
  const { title, createdAt, items } = parsed.data;
  const id = newId();
  return {
    id,
    title: title.slice(0, 200),
    createdAt,
    items: items.map((item) =>
      item.kind === 'user' ? { ...item, id: newId() } : importRun(item, id, newId()),
    ),
  };
}

function importRun(item: z.infer<typeof runItem>, conversationId: string, runId: string): RunItem {
  const events = item.events.flatMap((value): RunEvent[] => {
    const event = readEvent(value);
    return event ? [adopt(event, conversationId, runId)] : [];
  });
  if (!events.some(({ type }) => type === 'run-end')) {
    const usage = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };
    const at = events.at(-1)?.at ?? item.at;
    events.push({ type: 'run-end', runId, at, outcome: 'cancelled', elapsedMs: 0, usage });
  }
  return { kind: 'run', id: runId, at: item.at, events, texts: item.texts };
}

function adopt(event: RunEvent, conversationId: string, runId: string): RunEvent {
  if (event.type === 'run-start') return { ...event, runId, conversationId };
  if (event.type === 'proposal' && event.proposal.state === 'open') {
    return { ...event, runId, proposal: { ...event.proposal, state: 'discarded' } };
  }
  return { ...event, runId };
}

function toMarkdown(conversation: Conversation, tell: (text: UserText) => string): string {
  const title = conversation.title || tell(userText('Conversation'));
  const turns = conversation.items.map((item) => {
    const body = item.kind === 'user' ? item.text : runMarkdown(item, tell);
    const author = item.kind === 'user' ? tell(userText('You')) : 'Caravan';
    return `## ${author}, ${new Date(item.at).toISOString().slice(0, 16).replace('T', ' ')} UTC\n\n${body}\n`;
  });
  return [`# ${title}\n`, ...turns].join('\n');
}

function runMarkdown({ events, texts }: RunItem, tell: (text: UserText) => string): string {
  const steps = events.flatMap((event) =>
    event.type === 'node-end'
      ? [`- ${event.outcome === 'done' ? '✓' : '✗'} ${event.node}: ${tell(event.summary)}`]
      : [],
  );
  const proposal = events.findLast((event) => event.type === 'proposal')?.proposal;
  const files = proposal?.files.map(
    ({ path, added, removed }) => `- \`${path}\` +${added} −${removed}`,
  );
  const error = events.findLast((event) => event.type === 'run-end')?.error;
  const parts = [
    texts['answer']?.text ?? steps.join('\n'),
    ...(files ? [`${tell(userText('Files'))}:\n\n${files.join('\n')}`] : []),
    ...(error ? [tell(error.text)] : []),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
