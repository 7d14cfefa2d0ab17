import type { HttpReply, ScriptedStep } from './scriptedHttp.ts';

/** What the scripted server answers to one chat; a string is `{ text }`. */
export interface ChatScript {
  readonly text?: string;
  readonly thinking?: string;
  /** Milliseconds between tokens, default 0. */
  readonly tokenDelayMs?: number;
  /** Milliseconds before the headers, as while a prompt is read. */
  readonly promptMs?: number;
  readonly doneReason?: string;
  /** Overrides of the final counters, e.g. `prompt_eval_count`. */
  readonly counters?: Readonly<Record<string, number>>;
  /** Words sent before something goes wrong; with `then`. */
  readonly after?: number;
  /** What goes wrong after `after` words (default: before the done line). */
  readonly then?: 'fin' | 'rst' | 'stall' | 'no-done' | { readonly error: string };
}

const createdAt = '2026-01-02T03:04:05.678901234Z';
const nanoseconds = 1_000_000;

/** A value as one NDJSON line. */
export function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** One chunk of a chat, as Ollama writes it. */
export function chatLine(model: string, content: string, thinking?: string): string {
  const message = { role: 'assistant', content, ...(thinking !== undefined && { thinking }) };
  return line({ model, created_at: createdAt, message, done: false });
}

/** The last line of a chat. */
export function doneLine(
  model: string,
  counters: Readonly<Record<string, number>> = {},
  doneReason = 'stop',
): string {
  return line({
    model,
    created_at: createdAt,
    message: { role: 'assistant', content: '' },
    done_reason: doneReason,
    done: true,
    total_duration: 60 * nanoseconds,
    load_duration: 10 * nanoseconds,
    prompt_eval_count: 12,
    prompt_eval_duration: 20 * nanoseconds,
    eval_count: 3,
    eval_duration: 30 * nanoseconds,
    ...counters,
  });
}

/** Splits after white space, as tokens roughly come. */
export function words(text: string): readonly string[] {
  return text.match(/\s*\S+\s*|\s+/g) ?? [];
}

/** A streamed chat in Ollama's framing: one line a chunk. */
export function chatReply(
  model: string,
  script: string | ChatScript,
  promptTokens = 12,
): HttpReply {
  const chat = typeof script === 'string' ? { text: script } : script;
  const thoughts = words(chat.thinking ?? '').map((part) => chatLine(model, '', part));
  const texts = words(chat.text ?? '').map((part) => chatLine(model, part));
  const lines = [...thoughts, ...texts];
  const steps: ScriptedStep[] = [];
  for (const [index, text] of lines.slice(0, chat.after ?? lines.length).entries()) {
    if (index > 0 && chat.tokenDelayMs) steps.push(chat.tokenDelayMs);
    steps.push(text);
  }
  if (typeof chat.then === 'object') steps.push(line(chat.then));
  if (chat.then === undefined) {
    const counters = {
      prompt_eval_count: promptTokens,
      eval_count: lines.length,
      eval_duration: Math.max(1, lines.length * (chat.tokenDelayMs ?? 1)) * nanoseconds,
      ...chat.counters,
    };
    steps.push(doneLine(model, counters, chat.doneReason));
  }
  const end =
    chat.then === 'fin' || chat.then === 'rst' || chat.then === 'stall' ? chat.then : 'ok';
  return {
    headers: { 'Content-Type': 'application/x-ndjson' },
    body: steps,
    end,
    ...(chat.promptMs && { before: chat.promptMs }),
  };
}

/** A chat that was not asked to stream: one object. */
export function wholeChatReply(model: string, script: string | ChatScript): HttpReply {
  const chat = typeof script === 'string' ? { text: script } : script;
  const last = JSON.parse(doneLine(model, chat.counters, chat.doneReason)) as object;
  const message = {
    role: 'assistant',
    content: chat.text ?? '',
    ...(chat.thinking && { thinking: chat.thinking }),
  };
  return jsonReply({ ...last, message });
}

/** A JSON body in one piece. */
export function jsonReply(value: unknown, status = 200): HttpReply {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  };
}

/** An error as Ollama words it: `{"error": …}`. */
export function errorReply(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  const reply = jsonReply({ error: message }, status);
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

/** What something that is not Ollama answers. */
export function htmlReply(status: number, title: string): HttpReply {
  return {
    status,
    headers: { 'Content-Type': 'text/html' },
    body: `<!doctype html><html><head><title>${title}</title></head><body>x</body></html>`,
  };
}
