import { getEventListeners } from 'node:events';
import assert from 'node:assert/strict';
import type { OllamaPool } from '../../src/ollama/ollamaPool.ts';
import type { ChatReply, GenerateOptions } from '../../src/ollama/types.ts';
import type { HttpReply, ScriptedStep } from './scriptedHttp.ts';
import { hello } from './scriptedPool.ts';
import { chatLine, doneLine } from './scriptedReplies.ts';

/** How far an answer of three tokens had come when something happened to it. */
export const phases = [
  'before the headers',
  'after the headers',
  'after token 1',
  'mid-line',
  'before done',
] as const;
export type Phase = (typeof phases)[number];

const { model } = hello;
const lines = ['one ', 'two ', 'three'].map((text) => chatLine(model, text));
const whole = { 'after token 1': 1, 'mid-line': 2, 'before done': 3 } as const;

/** A step that is no promise: generators would wait for those themselves. */
export type PlainStep = Exclude<ScriptedStep, Promise<unknown>>;

/** Tokens that arrive whole before that point. */
export function tokensAt(phase: Phase): number {
  return phase in whole ? whole[phase as keyof typeof whole] : 0;
}

/** Their text: what a draft holds then. */
export function draftAt(phase: Phase): string {
  return ['', 'one ', 'one two ', 'one two three'][tokensAt(phase)] ?? '';
}

/**
 * A reply that is as it should be up to that point.
 * @param then what comes instead of the rest; a fault that needs whole lines leaves out the half.
 */
export function replyUpTo(
  phase: Phase,
  then: {
    readonly end?: 'fin' | 'rst' | 'stall';
    readonly steps?: Iterable<PlainStep>;
    readonly wholeLines?: boolean;
    /** Resolves when the client has what came before, so that a cut cannot overtake it. */
    readonly seen?: () => Promise<void>;
  },
): HttpReply {
  if (phase === 'before the headers') return { drop: then.end ?? 'stall' };
  const half = phase === 'mid-line' && !then.wholeLines ? [lines[2]?.slice(0, 40) ?? ''] : [];
  const before = [...lines.slice(0, tokensAt(phase)), ...half];
  async function* body(): AsyncGenerator<PlainStep> {
    if (before.length > 0) yield before.join('');
    await then.seen?.();
    yield* then.steps ?? [];
  }
  const headers = { 'Content-Type': 'application/x-ndjson' };
  return { headers, body: body(), ...(then.end && { end: then.end }) };
}

/** The reply as it should be. */
export function wholeReply(): HttpReply {
  const headers = { 'Content-Type': 'application/x-ndjson' };
  return { headers, body: [...lines, doneLine(model)] };
}

/** A chat as an agent makes it, with what it has seen so far. */
export class FollowedChat {
  readonly reply: Promise<ChatReply>;
  /** The text since the last restart. */
  text = '';
  restarts = 0;
  ended = false;
  readonly #abort = new AbortController();

  constructor(pool: OllamaPool, options: GenerateOptions & { readonly mayRestart?: boolean } = {}) {
    const { mayRestart, ...rest } = options;
    this.reply = pool.generate(hello, {
      ...rest,
      signal: this.#abort.signal,
      onChunks: (chunks) => {
        this.text += chunks.map((chunk) => chunk.text).join('');
      },
      ...(mayRestart && {
        onRestart: () => {
          this.text = '';
          this.restarts++;
        },
      }),
    });
    const end = (): void => void (this.ended = true);
    this.reply.then(end, end);
  }

  abort(): void {
    this.#abort.abort();
  }

  /** Nothing of the call listens to its signal any more. */
  assertUnhooked(): void {
    assert.equal(getEventListeners(this.#abort.signal, 'abort').length, 0, 'abort listeners left');
  }
}
