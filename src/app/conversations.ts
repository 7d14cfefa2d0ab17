import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import type { FileSystem } from '../base/fileSystem.ts';
import type { Conversation, ConversationHeader, ConversationItem } from './caravan.ts';
import { readRunItem, type RunJournal } from './runJournal.ts';
import { safeName, storedId, type JsonFiles, type StorageLayout } from './storage.ts';

const storedItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), id: z.string(), at: z.number(), text: z.string() }),
  z.object({ kind: z.literal('run'), id: storedId, at: z.number() }),
]);
const storedConversation = z.object({
  version: z.literal(1),
  id: storedId,
  title: z.string(),
  createdAt: z.number(),
  items: z.array(storedItem),
});
type StoredConversation = z.infer<typeof storedConversation>;
type StoredItem = z.infer<typeof storedItem>;

/** Characters of a title, and of the text in the list that a search looks through. */
const titleLimit = 200;
const previewLimit = 300;

/** Conversations on disk, one file each; the runs inside them are read from their own journals. */
export class ConversationStore {
  readonly #files: FileSystem;
  readonly #json: JsonFiles;
  readonly #layout: StorageLayout;
  readonly #wallNow: () => number;
  readonly #live: (runId: string) => RunJournal | undefined;
  readonly #locks = new Map<string, Promise<unknown>>();

  constructor(deps: {
    readonly files: FileSystem;
    readonly json: JsonFiles;
    readonly layout: StorageLayout;
    readonly wallNow: () => number;
    /** Journal of a run that is going on in this process. */
    readonly live: (runId: string) => RunJournal | undefined;
  }) {
    this.#files = deps.files;
    this.#json = deps.json;
    this.#layout = deps.layout;
    this.#wallNow = deps.wallNow;
    this.#live = deps.live;
  }

  async create(): Promise<Conversation> {
    const stored: StoredConversation = {
      version: 1,
      id: randomUUID(),
      title: '',
      createdAt: this.#wallNow(),
      items: [],
    };
    await this.#json.write(this.#file(stored.id), stored);
    return { id: stored.id, title: '', createdAt: stored.createdAt, items: [] };
  }

  /** With `newest`, only so many items of its end, and how many there are before them. */
  async get(id: string, newest = Infinity): Promise<Conversation | undefined> {
    const stored = await this.#json.read(this.#file(id), storedConversation);
    if (!stored) return undefined;
    const earlier = Math.max(0, stored.items.length - newest);
    const items = await Promise.all(stored.items.slice(earlier).map((item) => this.#expand(item)));
    const { title, createdAt } = stored;
    return { id, title, createdAt, items, ...(earlier > 0 && { earlier }) };
  }

  /** The runs of a conversation, oldest first; none of one that is gone. */
  async runsOf(id: string): Promise<readonly string[]> {
    const stored = await this.#json.read(this.#file(id), storedConversation);
    return (stored?.items ?? []).flatMap((item) => (item.kind === 'run' ? [item.id] : []));
  }

  async has(id: string): Promise<boolean> {
    return (await this.#files.stat(this.#file(id))) !== undefined;
  }

  /** The one worked in last first. */
  async list(): Promise<ConversationHeader[]> {
    if (!(await this.#files.stat(this.#layout.conversations))) return [];
    const entries = await this.#files.readDirectory(this.#layout.conversations);
    const names = entries.map((entry) => entry.name).filter((name) => name.endsWith('.json'));
    const stored = await Promise.all(
      names.map((name) =>
        this.#json.read(path.join(this.#layout.conversations, name), storedConversation),
      ),
    );
    return stored
      .filter((conversation) => conversation !== undefined)
      .map(headerOf)
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /** Adds items; the first user message becomes the title. False if the conversation is gone. */
  async append(id: string, items: readonly StoredItem[]): Promise<boolean> {
    return this.#exclusive(id, async () => {
      const stored = await this.#json.read(this.#file(id), storedConversation);
      if (!stored) return false;
      const first = items.find((item) => item.kind === 'user');
      const title = stored.title || (first ? titleOf(first.text) : '');
      await this.#json.write(this.#file(id), {
        ...stored,
        title,
        items: [...stored.items, ...items],
      });
      return true;
    });
  }

  /** Gives a new title; an empty one, or that of a conversation that is gone, changes nothing. */
  async rename(id: string, title: string): Promise<void> {
    const shown = title.replace(/\s+/g, ' ').trim().slice(0, titleLimit);
    if (shown === '') return;
    await this.#exclusive(id, async () => {
      const stored = await this.#json.read(this.#file(id), storedConversation);
      if (stored) await this.#json.write(this.#file(id), { ...stored, title: shown });
    });
  }

  /**
   * A new conversation with the turns before the message that started the run, or with `isRunKept`
   * with the turns up to the end of the run, under a title of its own. It has the runs too.
   */
  async fork(id: string, runId: string, isRunKept = false): Promise<Conversation | undefined> {
    const stored = await this.#json.read(this.#file(id), storedConversation);
    const run = stored?.items.findIndex((item) => item.kind === 'run' && item.id === runId);
    if (!stored || run === undefined || run < 0) return undefined;
    const isAsked = stored.items[run - 1]?.kind === 'user';
    const items = stored.items.slice(0, isRunKept ? run + 1 : isAsked ? run - 1 : run);
    const title = isRunKept ? nextTitle(stored.title) : stored.title;
    const fork = { ...stored, id: randomUUID(), title, createdAt: this.#wallNow(), items };
    // The title of the first message, which may be the one that is asked differently now.
    await this.#json.write(this.#file(fork.id), items.length === 0 ? { ...fork, title: '' } : fork);
    return this.get(fork.id);
  }

  /** Keeps a conversation that came from outside, with the record of each of its runs. */
  async add(conversation: Conversation): Promise<void> {
    const { id, title, createdAt, items } = conversation;
    for (const item of items) {
      if (item.kind !== 'run') continue;
      const folder = this.#layout.run(item.id);
      await this.#files.createDirectory(folder);
      await this.#json.appendLines(path.join(folder, 'events.jsonl'), linesOf(item));
    }
    const kept = items.map((item) =>
      item.kind === 'user' ? item : { kind: item.kind, id: item.id, at: item.at },
    );
    await this.#json.write(this.#file(id), { version: 1, id, title, createdAt, items: kept });
  }

  async delete(id: string): Promise<void> {
    await this.#files.deleteFile(this.#file(id));
  }

  async #expand(item: StoredItem): Promise<ConversationItem> {
    if (item.kind === 'user') return item;
    const live = this.#live(item.id);
    if (live) return live.item;
    const file = path.join(this.#layout.run(item.id), 'events.jsonl');
    return readRunItem(this.#json, file, item.id, item.at);
  }

  #file(id: string): string {
    return path.join(this.#layout.conversations, `${safeName(id)}.json`);
  }

  /** Reads and writes of one file never interleave. */
  async #exclusive<T>(id: string, work: () => Promise<T>): Promise<T> {
    const previous = this.#locks.get(id) ?? Promise.resolve();
    const next = previous.catch(() => undefined).then(work);
    this.#locks.set(id, next);
    try {
      return await next;
    } finally {
      if (this.#locks.get(id) === next) this.#locks.delete(id);
    }
  }
}

/** A header; `preview` is what was asked last, so that a search finds more than titles. */
function headerOf(stored: StoredConversation): Required<ConversationHeader> {
  const { id, title, createdAt, items } = stored;
  const asked = items.findLast((item) => item.kind === 'user')?.text ?? '';
  const updatedAt = items.at(-1)?.at ?? createdAt;
  return { id, title, createdAt, updatedAt, preview: asked.slice(0, previewLimit) };
}

function linesOf({ events, texts }: Extract<ConversationItem, { kind: 'run' }>): unknown[] {
  const channels = ['thinking', 'text'] as const;
  const streamed = Object.entries(texts).flatMap(([key, value]) =>
    channels.map((channel) => ({ type: 'text', key, channel, text: value[channel] })),
  );
  return [...events, ...streamed];
}

/** "A title" → "A title (2)" → "A title (3)". */
function nextTitle(title: string): string {
  const [, name = title, number = '1'] = /^(.*) \((\d{1,4})\)$/.exec(title) ?? [];
  return name === '' ? name : `${name} (${Number(number) + 1})`;
}

function titleOf(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line;
}
