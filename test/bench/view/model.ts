import { setTimeout as wait } from 'node:timers/promises';
import type { HttpReply } from '../../support/scriptedHttp.ts';
import { createScriptedOllama, type ScriptedOllama } from '../../support/scriptedOllama.ts';
import { chatLine, doneLine } from '../../support/scriptedReplies.ts';
import { answerText } from '../../webview/support/samples.ts';

const name = 'scripted:1b';
/** Characters of a token, and milliseconds between two writes of the server. */
const tokenLength = 4;
const writeMs = 4;

/** A part of an answer: so many tokens, at so many a second or all at once. */
export interface AnswerPart {
  readonly tokens: number;
  readonly rate?: number;
  /** What it waits for before its first token. */
  readonly after?: Promise<unknown>;
}

/** A server on a real socket whose next answer can be set: markdown with code, at a given pace. */
export interface BenchModel {
  readonly ollama: ScriptedOllama;
  answer(parts: readonly AnswerPart[]): void;
}

/** Starts the server. Its answers never repeat themselves: a loop would be cut off. */
export async function startBenchModel(): Promise<BenchModel> {
  let parts: readonly AnswerPart[] = [];
  const ollama = await createScriptedOllama({
    models: [name],
    reply: ({ messages }) => {
      const asked = messages.at(-1)?.content ?? '';
      if (asked.includes('Decide what the user wants')) {
        return JSON.stringify({ kind: 'question', confidence: 0.9 });
      }
      return reply(parts);
    },
  });
  return { ollama, answer: (next) => void (parts = next) };
}

function reply(parts: readonly AnswerPart[]): HttpReply {
  return { headers: { 'Content-Type': 'application/x-ndjson' }, body: write(parts) };
}

async function* write(
  parts: readonly AnswerPart[],
): AsyncGenerator<string | { readonly chunks: string[] }> {
  const all = parts.reduce((sum, { tokens }) => sum + tokens, 0);
  const text = textOf(all * tokenLength);
  let sent = 0;
  for (const { tokens, rate = Infinity, after } of parts) {
    await after;
    const from = sent;
    const started = performance.now();
    while (sent < from + tokens) {
      const due = Math.floor(((performance.now() - started) * rate) / 1000);
      const until = from + (Number.isFinite(due) ? Math.min(tokens, due) : tokens);
      const chunks: string[] = [];
      for (; sent < until; sent += 1) {
        chunks.push(chatLine(name, text.slice(sent * tokenLength, (sent + 1) * tokenLength)));
      }
      if (chunks.length > 0) yield { chunks };
      await wait(writeMs);
    }
  }
  yield doneLine(name, { eval_count: all });
}

/** Headings, lists, a table and code, as models write; every part differs from the one before. */
function textOf(length: number): string {
  let text = '';
  for (let part = 1; text.length < length; part += 1) {
    const list = `- Item ${part}
- Item ${part + 1}`;
    const body = answerText.replaceAll('truncate', `truncate${part}`);
    text += `## Part ${part}\n\n${body}\n\n${list}\n\n| a | b |\n|---|---|\n| ${part} | 2 |\n\n`;
  }
  return text.slice(0, length);
}
