import { namesAtOnce } from '../protocol/fileNames.ts';
import type { MentionKind } from '../protocol/mentions.ts';
import type { ConnectionState, NodeResult, RunEvent, ToView } from '../protocol/messages.ts';
import { modes } from '../protocol/modes.ts';
import { nodeOrder } from './nodes.ts';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const flag: Check = (value) => typeof value === 'boolean';
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const list =
  (check: Check, most = Infinity): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(check);
const record =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(fields).every(([name, check]) => check(value[name]));
const dictionary =
  (check: Check): Check =>
  (value) =>
    isRecord(value) && Object.values(value).every(check);
/** What a value has to be is in a table, by a field of it. */
const byKind =
  (field: string, kinds: Readonly<Record<string, Check>>): Check =>
  (value) => {
    const kind = isRecord(value) ? value[field] : undefined;
    return typeof kind === 'string' && Object.hasOwn(kinds, kind) && kinds[kind]?.(value) === true;
  };

const userText = record({ message: text, args: optional(list((arg) => text(arg) || number(arg))) });
const errorInfo = record({
  code: text,
  text: userText,
  next: optional(userText),
  kept: optional(userText),
});
const mode = oneOf(...modes);
const node = oneOf(...nodeOrder);
const channel = oneOf('text', 'thinking');
const plan = record({ codePath: text, testPath: text, steps: list(text) });
const usage = record({ promptTokens: number, replyTokens: number, queuedMs: number });
const file = record({ path: text, added: number, removed: number, reason: optional(userText) });

const result = byKind('kind', {
  intent: record({ intent: isRecord }),
  plan: record({ plan }),
  validation: record({
    validation: record({
      status: text,
      tests: list(record({ name: text, passed: flag, message: optional(text) })),
      output: text,
      durationMs: number,
    }),
  }),
  reflection: record({ reflection: record({ overall: number, improvements: list(text) }) }),
  critic: record({
    critic: record({ score: number, strengths: list(text), issues: list(isRecord) }),
  }),
} satisfies Record<NodeResult['kind'], Check>);

const anyEvent = byKind('type', {
  'run-start': record({ conversationId: text, task: text, mode, resumed: flag }),
  'run-model': record({ model: text, host: text }),
  'node-start': record({ node, attempt: number }),
  'node-phase': record({ node, phase: text }),
  'node-delta': record({ node, channel, text }),
  'node-end': record({
    node,
    attempt: number,
    elapsedMs: number,
    summary: userText,
    result: optional(result),
  }),
  'answer-phase': record({ phase: text }),
  'answer-delta': record({ channel, text }),
  'answer-end': record({ elapsedMs: number }),
  interrupt: record({ interrupt: record({ id: text, plan }) }),
  'interrupt-end': record({ id: text, decision: oneOf('approve', 'reject') }),
  proposal: record({ proposal: record({ id: text, state: text, files: list(file) }) }),
  'run-end': record({ outcome: text, elapsedMs: number, usage, error: optional(errorInfo) }),
} satisfies Record<RunEvent['type'], Check>);
const ofRun = record({ runId: text, at: number });
const event: Check = (value) => ofRun(value) && anyEvent(value);

const connection = byKind('kind', {
  checking: isRecord,
  ready: record({ host: text, model: text, models: list(text) }),
  problem: record({ error: errorInfo, suggestedModel: optional(text) }),
  pulling: record({ model: text, status: text, fraction: optional(number) }),
} satisfies Record<ConnectionState['kind'], Check>);
const states = dictionary(oneOf('running', 'deciding'));
const queued = optional(record({ text, mode }));
const item = byKind('kind', {
  user: record({ id: text, at: number, text }),
  run: record({
    id: text,
    at: number,
    events: list(event),
    texts: dictionary(record({ text, thinking: text })),
  }),
});
const snapshot = record({
  conversation: record({ id: text, items: list(item), earlier: optional(number) }),
  conversations: list(record({ id: text, title: text, createdAt: number })),
  states,
  activeRunId: optional(text),
  queued,
  connection,
  resumable: list(record({ runId: text, task: text, finishedNodes: list(text) })),
  isTrusted: flag,
  hasFolder: flag,
  isFolderEmpty: optional(flag),
  l10n: dictionary(text),
  locale: text,
});
const call = record({
  id: text,
  label: text,
  lane: text,
  model: text,
  host: text,
  startedAt: number,
  endedAt: optional(number),
  phases: list(record({ phase: text, at: number })),
  promptTokens: number,
  replyTokens: number,
  attempts: number,
});

// Names come from the folder, from Git and from language extensions.
const name: Check = (value) => typeof value === 'string' && value.length <= 4096;
const kind = oneOf(
  ...(['file', 'folder', 'symbol', 'selection', 'problems'] satisfies MentionKind[]),
  ...(['editors', 'diff', 'terminal'] satisfies MentionKind[]),
);

const message = byKind('type', {
  snapshot: record({ snapshot }),
  'run-events': record({ events: list(event), pieces: optional(list(number)) }),
  connection: record({ connection }),
  compose: record({ text, mode: optional(mode), isInserted: optional(flag) }),
  ping: isRecord,
  error: record({ error: errorInfo }),
  states: record({ states }),
  queued: record({ queued }),
  panel: record({ panel: oneOf('conversations', 'activity') }),
  calls: record({ calls: list(call), isAll: flag }),
  mentions: record({ query: name, offers: list(record({ kind, name, detail: name }), 40) }),
  files: record({ files: list(record({ name, path: optional(name) }), namesAtOnce) }),
} satisfies Record<ToView['type'], Check>);

/**
 * True for a numbered message with everything this view reads of it. One that is dropped leaves a
 * gap in the numbers, for which the view asks for a snapshot.
 */
export function isToView(value: unknown): value is ToView {
  return isRecord(value) && Number.isSafeInteger(value['seq']) && message(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
