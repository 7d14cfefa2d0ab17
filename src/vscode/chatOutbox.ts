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
  readonly attach: ChatSurroundings['attach'];
  /** Id of the conversation that is shown. */
  readonly shown: () => string | undefined;
  readonly logger: Logger;
}

/** Where messages go out: at once, or when the run before them has ended well. */
export class ChatOutbox {
  readonly #deps: ChatOutboxDeps;
  readonly #queue = new ChatQueue();
  /** Runs by conversation whose end has not been seen yet. */
  readonly #going = new Map<string, number>();

  constructor(deps: ChatOutboxDeps) {
    this.#deps = deps;
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
    const attachments = await this.#orCompose(id, message, () => this.#deps.attach(text, 'now'));
    // The run may have ended meanwhile: nothing would come after it.
    if (!this.#going.has(id)) return this.#send(id, { message, attachments });
    this.#queue.add(id, text, mode, attachments);
    this.#tellWaiting(id);
  }

  /** Gives the message that waits back to the composer, or drops it. */
  unqueue(id: string, isEdited: boolean): void {
    const waiting = this.#queue.take(id);
    if (!waiting) return;
    this.#tellWaiting(id);
    if (isEdited) this.#compose(id, waiting.message);
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
    else this.#compose(id, next.message);
  }

  #send(id: string, { message, attachments }: WaitingMessage): Promise<void> {
    return this.#orCompose(id, message, async () => {
      const later = await this.#deps.attach(message.text, 'later');
      await this.start(await this.#deps.core.get(), id, message, [...attachments, ...later]);
    });
  }

  /** What fails gives the message back to the composer. */
  async #orCompose<T>(id: string, message: QueuedMessage, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#compose(id, message);
      throw error;
    }
  }

  #compose(id: string, message: QueuedMessage): void {
    if (id === this.#deps.shown()) this.#deps.channel.sendToOne({ type: 'compose', ...message });
  }

  #tellWaiting(id: string): void {
    if (id !== this.#deps.shown()) return;
    const queued = this.#queue.get(id);
    this.#deps.channel.send({ type: 'queued', ...(queued && { queued }) });
  }
}
