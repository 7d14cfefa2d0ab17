import type { Caravan, Mode, RunOutcome, SourceFile, StartedRun } from '../app/index.ts';
import { toErrorInfo } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { QueuedMessage } from '../protocol/messages.ts';
import { ChatQueue, type WaitingMessage } from './chatQueue.ts';
import type { ChatRuns } from './chatRuns.ts';
import type { ChatSurroundings } from './chatSurroundings.ts';
import type { LazyCore } from './lazyCore.ts';
import type { ViewChannel } from './viewChannel.ts';

/** What sending messages needs of the session. */
export interface ChatOutboxDeps {
  readonly core: LazyCore;
  readonly channel: ViewChannel;
  readonly runs: ChatRuns;
  readonly surroundings: Pick<ChatSurroundings, 'attach' | 'waiting'>;
  /** Id of the conversation that is shown. */
  readonly shown: () => string | undefined;
  readonly logger: Logger;
}

/** Where messages go out: at once, or when the run before them has ended well. */
export class ChatOutbox {
  readonly #deps: ChatOutboxDeps;
  readonly #queue: ChatQueue;
  /** Runs by conversation whose end has not been seen yet. */
  readonly #going = new Map<string, number>();

  constructor(deps: ChatOutboxDeps) {
    this.#deps = deps;
    this.#queue = new ChatQueue(deps.surroundings.waiting);
  }

  /** The message of a conversation that waits. */
  waiting(id: string): QueuedMessage | undefined {
    return this.#queue.get(id);
  }

  /** Starts a run for a message. */
  async start(
    caravan: Caravan,
    id: string,
    { text, mode }: QueuedMessage,
    attachments: readonly SourceFile[] = [],
    code?: SourceFile,
  ): Promise<string> {
    const attached = attachments.length > 0 && { attachments };
    const options = { mode, ...attached, ...(code && { code }) };
    const run = await caravan.send(id, text, options);
    this.#deps.runs.assign(run.runId, id);
    this.follow(run, id);
    return run.runId;
  }

  /** Keeps a message for the end of the run, with what it mentions of this moment. */
  async queue(id: string, text: string, mode: Mode): Promise<void> {
    const message = { text, mode };
    const attachments = await this.#orGiveBack(id, { message, attachments: [] }, () =>
      this.#deps.surroundings.attach(text, 'now'),
    );
    // The run may have ended meanwhile: nothing would come after it.
    if (!this.#going.has(id)) return this.#send(id, { message, attachments });
    this.#queue.add(id, { message, attachments });
    this.#tellWaiting(id);
  }

  /** Gives the message that waits back to the composer, or drops it. */
  unqueue(id: string, isEdited: boolean): void {
    const waiting = this.#queue.take(id);
    if (!waiting) return;
    this.#tellWaiting(id);
    if (isEdited) this.#giveBack(id, waiting);
  }

  /** Forgets what waits in a conversation. */
  forget(id: string): void {
    this.#queue.take(id);
  }

  /** Sends what waits for the run, when it has ended. */
  follow(run: StartedRun, id: string): void {
    const { logger, channel } = this.#deps;
    this.#going.set(id, (this.#going.get(id) ?? 0) + 1);
    run.finished
      .then((outcome) => this.#afterRun(id, outcome))
      .catch((error: unknown) => {
        logger.error('A message that waited could not be sent.', error);
        channel.sendToOne({ type: 'error', error: toErrorInfo(error) });
      });
  }

  async #afterRun(id: string, outcome: RunOutcome): Promise<void> {
    const others = (this.#going.get(id) ?? 1) - 1;
    if (others > 0) this.#going.set(id, others);
    else this.#going.delete(id);
    const next = this.#queue.afterRun(id, outcome);
    if (!next) return;
    this.#tellWaiting(id);
    if (next.isSent) await this.#send(id, next);
    else this.#giveBack(id, next);
  }

  #send(id: string, waiting: WaitingMessage): Promise<void> {
    const { message, attachments, isFromBefore } = waiting;
    const { core, surroundings } = this.#deps;
    return this.#orGiveBack(id, waiting, async () => {
      const later = await surroundings.attach(message.text, isFromBefore ? 'all' : 'later');
      await this.start(await core.get(), id, message, [...attachments, ...later]);
    });
  }

  /** What fails gives the message back to the composer. */
  async #orGiveBack<T>(id: string, waiting: WaitingMessage, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#giveBack(id, waiting);
      throw error;
    }
  }

  /** Puts a message back into the composer; where no page shows its conversation, it waits on. */
  #giveBack(id: string, waiting: WaitingMessage): void {
    const { shown, channel } = this.#deps;
    if (id === shown() && channel.sendToOne({ type: 'compose', ...waiting.message })) return;
    this.#queue.add(id, waiting);
    this.#tellWaiting(id);
  }

  #tellWaiting(id: string): void {
    if (id !== this.#deps.shown()) return;
    const queued = this.#queue.get(id);
    this.#deps.channel.send({ type: 'queued', ...(queued && { queued }) });
  }
}
