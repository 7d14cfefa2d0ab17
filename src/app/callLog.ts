import path from 'node:path';
import type { ModelPhase } from '../agents/types.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { ErrorCode } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { Logger } from '../base/logger.ts';
import type { ModelEvent, ModelRequest, ModelUsage } from '../llm/model.ts';
import type { CallRecord } from '../llm/modelClient.ts';
import { splitLoading } from './callPhases.ts';
import { toModelCall } from './recordedCall.ts';
import { readCall } from './storedCalls.ts';
import type { JsonFiles, StorageLayout } from './storage.ts';

/** What a call is busy with; `working` while a server embeds, downloads or deletes. */
export type CallPhase = ModelPhase | 'working';

/** One call of a model and what it was busy with: plain JSON, no prompts, no answers. */
export interface ModelCall {
  readonly id: string;
  /** What it was for, when that was no chat. */
  readonly kind?: 'embed' | 'pull' | 'delete';
  /** The run it belongs to; missing for code at the cursor. */
  readonly runId?: string;
  /** Who called, e.g. `coder`. */
  readonly label: string;
  readonly lane: 'interactive' | 'agent' | 'background';
  /** Empty while unknown. */
  readonly model: string;
  readonly host: string;
  /** Wall-clock milliseconds. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** In order; each lasts until the next begins, the last one until the end. */
  readonly phases: readonly { readonly phase: CallPhase; readonly at: number }[];
  readonly promptTokens: number;
  /** Pieces that have come so far; the server's own figure at the end. */
  readonly replyTokens: number;
  /** From 1; more after a failed attempt. */
  readonly attempts: number;
  readonly outcome?: 'done' | 'cancelled' | ErrorCode;
}

/** Calls kept in memory. */
const keptCalls = 500;
/** A call that writes is told about this often (ms). */
const tellInterval = 500;

/** Takes note of every model call: the last ones in memory, those of runs also on disk. */
export class CallLog implements Disposable {
  readonly #json: JsonFiles;
  readonly #layout: StorageLayout;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #newId: () => string;
  readonly #calls = new Map<string, ModelCall>();
  readonly #toldAt = new Map<string, number>();
  readonly #changes: Emitter<ModelCall>;
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: {
    readonly json: JsonFiles;
    readonly layout: StorageLayout;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly newId: () => string;
  }) {
    this.#json = deps.json;
    this.#layout = deps.layout;
    this.#clock = deps.clock;
    this.#logger = deps.logger;
    this.#newId = deps.newId;
    this.#changes = new Emitter((error) => deps.logger.error('A listener of calls failed', error));
  }

  /** Fires when a call begins, enters a phase, ends, and twice a second while text comes. */
  get onChange(): Emitter<ModelCall>['event'] {
    return this.#changes.event;
  }

  /** Calls of this process, oldest first. */
  get calls(): readonly ModelCall[] {
    return [...this.#calls.values()];
  }

  /** Calls of this process and the earlier ones of the runs, oldest first. */
  async withRuns(runIds: readonly string[]): Promise<readonly ModelCall[]> {
    await this.#writing;
    const stored = await Promise.all(
      runIds.map((runId) => this.#json.readLines(this.#file(runId), readCall)),
    );
    const all = new Map(stored.flat().map((call) => [call.id, call]));
    for (const call of this.calls) all.set(call.id, call);
    return [...all.values()].sort((one, other) => one.startedAt - other.startedAt);
  }

  /** Notes that a call begins; its id. */
  begin({ affinity, label, lane, model = '' }: ModelRequest): string {
    const id = this.#newId();
    const at = this.#clock.wallNow();
    this.#set({
      id,
      ...(affinity !== undefined && { runId: affinity }),
      label,
      lane,
      model,
      host: '',
      startedAt: at,
      phases: [{ phase: 'connecting', at }],
      promptTokens: 0,
      replyTokens: 0,
      attempts: 1,
    });
    this.#forgetOldest();
    return id;
  }

  /** Notes what happens in a call. */
  add(id: string, event: ModelEvent): void {
    const call = this.#calls.get(id);
    if (!call || call.endedAt !== undefined) return;
    switch (event.type) {
      case 'queued':
        return this.#enter(call, 'queued');
      case 'connecting':
        return this.#enter({ ...call, host: event.host }, 'connecting');
      case 'loading':
        return this.#enter({ ...call, model: event.model }, 'loading');
      case 'prompt':
        return this.#enter(call, 'prompt');
      case 'retry':
        return this.#enter({ ...call, attempts: event.attempt }, 'retrying');
      case 'thinking-delta':
      case 'text-delta': {
        const counted = { ...call, replyTokens: call.replyTokens + 1 };
        return this.#enter(counted, event.type === 'text-delta' ? 'writing' : 'thinking');
      }
      case 'usage':
        return this.#enterUsage(call, event.usage);
      case 'done':
        return this.end(id, 'done');
    }
  }

  /** Notes a call that was no chat, once it is over; chats are followed while they go on. */
  addRecord(record: CallRecord): void {
    const call = toModelCall(record, this.#newId());
    if (!call) return;
    this.#set(call);
    this.#forgetOldest();
  }

  /** Notes that a call is over; nothing it still brings counts. */
  end(id: string, outcome: NonNullable<ModelCall['outcome']>): void {
    const call = this.#calls.get(id);
    if (!call || call.endedAt !== undefined) return;
    this.#toldAt.delete(id);
    const endedAt = this.#clock.wallNow();
    this.#set({ ...call, endedAt, outcome });
    this.#write(id);
  }

  /** Notes which model answered, where nobody had said so before. */
  name(id: string, model: string): void {
    const call = this.#calls.get(id);
    if (!call || call.model !== '') return;
    this.#set({ ...call, model });
    if (call.endedAt !== undefined) this.#write(id);
  }

  /** Waits until everything noted is on disk. */
  flush(): Promise<void> {
    return this.#writing;
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #forgetOldest(): void {
    const oldest = this.#calls.keys().next().value;
    if (this.#calls.size > keptCalls && oldest !== undefined) this.#calls.delete(oldest);
  }

  #enter(call: ModelCall, phase: ModelPhase): void {
    const isNew = call.phases.at(-1)?.phase !== phase;
    const at = this.#clock.wallNow();
    const next = isNew ? { ...call, phases: [...call.phases, { phase, at }] } : call;
    if (isNew) return this.#set(next);
    this.#calls.set(call.id, next);
    const isDue = this.#clock.now() - (this.#toldAt.get(call.id) ?? -Infinity) >= tellInterval;
    if (isDue) this.#set(next);
  }

  #enterUsage(call: ModelCall, { promptTokens, replyTokens, loadMs }: ModelUsage): void {
    this.#set({ ...call, promptTokens, replyTokens, phases: splitLoading(call.phases, loadMs) });
  }

  #set(call: ModelCall): void {
    this.#calls.set(call.id, call);
    if (call.endedAt === undefined) this.#toldAt.set(call.id, this.#clock.now());
    this.#changes.fire(call);
  }

  /** Appends the call to the record of its run; of two lines with one id the later one counts. */
  #write(id: string): void {
    const call = this.#calls.get(id);
    if (call?.runId === undefined) return;
    const file = this.#file(call.runId);
    this.#writing = this.#writing
      .then(() => this.#json.appendLines(file, [call]))
      .catch((error: unknown) => this.#logger.warn('A call could not be written down', error));
  }

  #file(runId: string): string {
    return path.join(this.#layout.run(runId), 'calls.jsonl');
  }
}
