import {
  BaseCheckpointSaver,
  type Checkpoint,
  type CheckpointMetadata,
  type CheckpointTuple,
  type LangGraphRunnableConfig,
} from '@langchain/langgraph';
import type { CheckpointLog } from './checkpointLog.ts';
import { nodeOf } from './history.ts';
import type { CheckpointRecord, LogRecord, WritesRecord } from './record.ts';

/**
 * LangGraph's checkpoints in one append-only JSON-lines file per run. Plain JSON both ways: the
 * library's own serializer would revive classes named in the file.
 */
export class FileSaver extends BaseCheckpointSaver {
  readonly #log: CheckpointLog;
  readonly #onNodeSaved: (node: string) => void;
  #checkpoints: CheckpointRecord[] = [];
  #writes: WritesRecord[] = [];

  /** @param onNodeSaved hears the name of each node whose result has reached the disk. */
  constructor(log: CheckpointLog, onNodeSaved: (node: string) => void = () => undefined) {
    super(plainJson);
    this.#log = log;
    this.#onNodeSaved = onNodeSaved;
  }

  /** Reads the file. @throws CaravanError `state-corrupt`, with the file put aside. */
  async open(): Promise<void> {
    const records = await this.#log.load();
    this.#checkpoints = records.filter((record) => record.kind === 'checkpoint');
    this.#writes = records.filter((record) => record.kind === 'writes');
  }

  /** Everything that was saved, checkpoints first. */
  get records(): readonly LogRecord[] {
    return [...this.#checkpoints, ...this.#writes];
  }

  /** Keeps only the newest checkpoint and what belongs to it. */
  async compact(): Promise<void> {
    const last = newest(this.#checkpoints);
    if (!last) return;
    this.#checkpoints = [last];
    this.#writes = this.#writes.filter((record) => record.id === last.id);
    const records: LogRecord[] = [last, ...this.#writes];
    await this.#log.rewrite(records);
  }

  override async getTuple(config: LangGraphRunnableConfig): Promise<CheckpointTuple | undefined> {
    const { thread, ns, id } = keyOf(config);
    const own = this.#checkpoints.filter((record) => record.thread === thread && record.ns === ns);
    const found = id === undefined ? newest(own) : own.find((record) => record.id === id);
    return found && this.#tuple(found);
  }

  override async *list(
    config: LangGraphRunnableConfig,
    options: { limit?: number; before?: LangGraphRunnableConfig } = {},
  ): AsyncGenerator<CheckpointTuple> {
    const { thread, ns, id } = keyOf(config);
    const before = options.before && keyOf(options.before).id;
    const found = this.#checkpoints
      .filter((record) => record.thread === thread && record.ns === ns)
      .filter((record) => id === undefined || record.id === id)
      .filter((record) => before === undefined || record.id < before)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, options.limit);
    for (const record of found) yield this.#tuple(record);
  }

  override async put(
    config: LangGraphRunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
  ): Promise<LangGraphRunnableConfig> {
    const { thread, ns, id: parent } = keyOf(config);
    const record: CheckpointRecord = copy({
      v: 1,
      kind: 'checkpoint',
      thread,
      ns,
      id: checkpoint.id,
      ...(parent !== undefined && { parent }),
      checkpoint: { ...checkpoint },
      metadata: { ...metadata },
    });
    await this.#log.append(record);
    this.#checkpoints.push(record);
    return configOf(thread, ns, checkpoint.id);
  }

  override async putWrites(
    config: LangGraphRunnableConfig,
    writes: [string, unknown][],
    task: string,
    path = '',
  ): Promise<void> {
    const { thread, ns, id } = keyOf(config);
    if (id === undefined) throw new TypeError('putWrites needs the id of a checkpoint');
    const record: WritesRecord = copy({ v: 1, kind: 'writes', thread, ns, id, task, path, writes });
    await this.#log.append(record);
    this.#writes.push(record);
    this.#onNodeSaved(nodeOf(record));
  }

  override async deleteThread(thread: string): Promise<void> {
    this.#checkpoints = this.#checkpoints.filter((record) => record.thread !== thread);
    this.#writes = this.#writes.filter((record) => record.thread !== thread);
    const rest = [...this.#checkpoints, ...this.#writes];
    await (rest.length === 0 ? this.#log.remove() : this.#log.rewrite(rest));
  }

  #tuple(record: CheckpointRecord): CheckpointTuple {
    const { thread, ns, id, parent, checkpoint, metadata } = copy(record);
    return {
      config: configOf(thread, ns, id),
      checkpoint,
      metadata: metadata as CheckpointMetadata,
      pendingWrites: this.#pendingWrites(record),
      ...(parent !== undefined && { parentConfig: configOf(thread, ns, parent) }),
    };
  }

  /** In LangGraph's order: task path, task, place; a task that wrote twice counts the last time. */
  #pendingWrites({ thread, ns, id }: CheckpointRecord): [string, string, unknown][] {
    const own = this.#writes.filter((w) => w.thread === thread && w.ns === ns && w.id === id);
    const latest = new Map<string, WritesRecord>();
    for (const record of own) {
      // Errors and interrupts are kept beside a task's results, not in their place.
      const special = record.writes.every(([channel]) => isSpecial(channel));
      latest.set(`${record.task} ${special ? record.writes[0]?.[0] : ''}`, record);
    }
    return [...latest.values()]
      .sort((a, b) => order(a.path, b.path) || order(a.task, b.task))
      .flatMap(({ task, writes }) =>
        copy(writes).map(([channel, value]): [string, string, unknown] => [
          task,
          channel,
          // JSON has no undefined: what a node emptied came back as null, which no state key holds.
          value === null && isStateKey(channel) ? undefined : value,
        ]),
      );
  }
}

const plainJson = {
  dumpsTyped: async (value: unknown): Promise<[string, Uint8Array]> => [
    'json',
    new TextEncoder().encode(JSON.stringify(value) ?? 'null'),
  ],
  loadsTyped: async (_type: string, data: Uint8Array | string): Promise<unknown> =>
    JSON.parse(typeof data === 'string' ? data : new TextDecoder().decode(data)) as unknown,
};

function keyOf(config: LangGraphRunnableConfig): {
  thread: string;
  ns: string;
  id: string | undefined;
} {
  const { thread_id, checkpoint_ns, checkpoint_id } = (config.configurable ?? {}) as Record<
    string,
    unknown
  >;
  if (typeof thread_id !== 'string') throw new TypeError('thread_id must be a string');
  return {
    thread: thread_id,
    ns: typeof checkpoint_ns === 'string' ? checkpoint_ns : '',
    id: typeof checkpoint_id === 'string' && checkpoint_id !== '' ? checkpoint_id : undefined,
  };
}

/** LangGraph's own channels beside the state: errors, interrupts, and the like. */
function isSpecial(channel: string): boolean {
  return channel.startsWith('__');
}

/** True for a key of the run's state; LangGraph's channels between nodes have colons in their names. */
function isStateKey(channel: string): boolean {
  return /^\w+$/.test(channel) && !isSpecial(channel);
}

function configOf(thread: string, ns: string, id: string): LangGraphRunnableConfig {
  return { configurable: { thread_id: thread, checkpoint_ns: ns, checkpoint_id: id } };
}

/** Ids are UUIDs of version 6: they sort by time. */
function newest(records: readonly CheckpointRecord[]): CheckpointRecord | undefined {
  return records.reduce<CheckpointRecord | undefined>(
    (last, record) => (last && last.id > record.id ? last : record),
    undefined,
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A deep copy as it would come back from disk, so that memory and file never differ. */
function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, errorsAsText)) as T;
}

function errorsAsText(_key: string, value: unknown): unknown {
  return value instanceof Error ? { name: value.name, message: value.message } : value;
}
