import path from 'node:path';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { RunEvent } from '../workflow/events.ts';
import type { ConversationItem } from './caravan.ts';
import type { JsonFiles } from './storage.ts';

type RunItem = Extract<ConversationItem, { kind: 'run' }>;
interface Texts {
  text: string;
  thinking: string;
}

/** Characters of streamed text kept for one node; the end of longer ones is dropped. */
const textLimit = 200_000;
/** Streamed text reaches the disk at least this often (ms), so that a crash loses little of it. */
const flushInterval = 1_000;

const lineSchema = z.union([
  z.object({
    type: z.literal('text'),
    key: z.string(),
    channel: z.enum(['text', 'thinking']),
    text: z.string(),
  }),
  z.object({ type: z.string(), runId: z.string(), at: z.number() }).loose(),
]);

/**
 * The record of one run: its events in order and its streamed text by node, in memory for the view
 * and line by line on disk, so that a reload or a crash shows what had happened.
 */
export class RunJournal {
  readonly #files: JsonFiles;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #events: RunEvent[];
  readonly #texts: Map<string, Texts>;
  readonly #startedAt: number;
  readonly runId: string;
  #pending: unknown[] = [];
  #timer: { dispose(): void } | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(files: JsonFiles, file: string, clock: Clock, item: RunItem) {
    this.#files = files;
    this.#file = file;
    this.#clock = clock;
    this.runId = item.id;
    this.#startedAt = item.at;
    this.#events = [...item.events];
    this.#texts = new Map(Object.entries(item.texts).map(([key, value]) => [key, { ...value }]));
  }

  /** Opens the record of a run, with what an earlier process wrote into it. */
  static async open(
    files: JsonFiles,
    folder: string,
    runId: string,
    clock: Clock,
  ): Promise<RunJournal> {
    const file = path.join(folder, 'events.jsonl');
    const item = await readRunItem(files, file, runId, clock.wallNow());
    await files.endTornLine(file);
    return new RunJournal(files, file, clock, item);
  }

  /** The run as a conversation shows it. */
  get item(): RunItem {
    return {
      kind: 'run',
      id: this.runId,
      at: this.#startedAt,
      events: [...this.#events],
      texts: Object.fromEntries([...this.#texts].map(([key, value]) => [key, { ...value }])),
    };
  }

  add(event: RunEvent): void {
    if (this.#isClosed) return;
    const delta = asDelta(event);
    if (delta) {
      addText(this.#texts, delta);
      this.#pending.push({ type: 'text', ...delta });
      this.#timer ??= this.#clock.setTimeout(
        () => void this.flush().catch(() => undefined),
        flushInterval,
      );
      return;
    }
    if (!isPhase(event)) this.#events.push(event);
    this.#pending.push(event);
    if (!isPhase(event)) void this.flush().catch(() => undefined);
  }

  /** Writes nothing from now on: the record belongs to another process. */
  close(): void {
    this.#isClosed = true;
    this.#timer?.dispose();
    this.#pending = [];
  }

  /** Writes what is pending. Rejects when the disk does; the next time tries it again. */
  async flush(): Promise<void> {
    this.#timer?.dispose();
    this.#timer = undefined;
    const previous = this.#writing.catch(() => undefined);
    this.#writing = previous.then(() => this.#writePending());
    await this.#writing;
  }

  async #writePending(): Promise<void> {
    const taken = this.#pending.filter((line) => !isPhase(line as RunEvent));
    this.#pending = [];
    if (taken.length === 0) return;
    try {
      await this.#files.appendLines(this.#file, joinTexts(taken));
    } catch (error) {
      if (!this.#isClosed) this.#pending = [...taken, ...this.#pending];
      throw error;
    }
  }
}

/** Reads a run's record from disk; an empty one if there is none. */
export async function readRunItem(
  files: JsonFiles,
  file: string,
  runId: string,
  now: number,
): Promise<RunItem> {
  const events: RunEvent[] = [];
  const texts = new Map<string, Texts>();
  for (const line of await files.readLines(file, lineSchema)) {
    if (line.type === 'text' && 'key' in line) addText(texts, line as TextLine);
    else events.push(line as unknown as RunEvent);
  }
  return {
    kind: 'run',
    id: runId,
    at: events[0]?.at ?? now,
    events,
    texts: Object.fromEntries(texts),
  };
}

interface TextLine {
  readonly key: string;
  readonly channel: 'text' | 'thinking';
  readonly text: string;
}

function asDelta(event: RunEvent): TextLine | undefined {
  if (event.type === 'node-delta')
    return { key: event.node, channel: event.channel, text: event.text };
  if (event.type === 'answer-delta')
    return { key: 'answer', channel: event.channel, text: event.text };
  return undefined;
}

function isPhase(event: { readonly type?: string }): boolean {
  return event.type === 'node-phase' || event.type === 'answer-phase';
}

function addText(texts: Map<string, Texts>, delta: TextLine): void {
  const entry = texts.get(delta.key) ?? { text: '', thinking: '' };
  entry[delta.channel] = (entry[delta.channel] + delta.text).slice(0, textLimit);
  texts.set(delta.key, entry);
}

/** Joins neighbouring text lines of one node and channel: one line a flush instead of one a token. */
function joinTexts(lines: readonly unknown[]): unknown[] {
  const joined: unknown[] = [];
  for (const line of lines as (TextLine & { type: string })[]) {
    const last = joined.at(-1) as (TextLine & { type: string }) | undefined;
    if (
      line.type === 'text' &&
      last?.type === 'text' &&
      last.key === line.key &&
      last.channel === line.channel
    ) {
      joined[joined.length - 1] = { ...last, text: last.text + line.text };
    } else joined.push(line);
  }
  return joined;
}
