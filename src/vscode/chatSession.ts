import type {
  Caravan,
  Conversation,
  InterruptAnswer,
  Mode,
  RunEvent,
  SourceFile,
} from '../app/index.ts';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { toErrorInfo } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { Logger } from '../base/logger.ts';
import type { ViewSnapshot } from '../protocol/messages.ts';
import { ChatOutbox } from './chatOutbox.ts';
import { ChatRuns, type OpenProposal } from './chatRuns.ts';
import type { ChatSurroundings } from './chatSurroundings.ts';
import type { ConnectionMonitor } from './connectionMonitor.ts';
import type { LazyCore } from './lazyCore.ts';
import { nothingStored, readStored, type StoredView } from './storedView.ts';
import { untrusted } from './untrusted.ts';
import type { ViewChannel } from './viewChannel.ts';

/** What may go with a message. */
export interface SendExtra {
  readonly insteadOf?: string | undefined;
  readonly attachments?: readonly SourceFile[];
  /** Code of an answer for one file, which becomes a proposal without a model. */
  readonly code?: SourceFile;
}

/** Items of a conversation that a page gets at first, and how many more when someone wants earlier ones. */
const pageItems = 100;

/** The conversation the view shows, with or without a view: what is asked goes to the core here. */
export class ChatSession implements Disposable {
  readonly #core: LazyCore;
  readonly #channel: ViewChannel;
  readonly #connection: ConnectionMonitor;
  readonly #surroundings: ChatSurroundings;
  readonly #logger: Logger;
  readonly #store = new DisposableStore();
  readonly #events = new Emitter<RunEvent>();
  readonly #runs = new ChatRuns();
  readonly #outbox: ChatOutbox;
  #conversationId: string | undefined;
  /** Items of the shown conversation that are read and sent. */
  #shownItems = pageItems;
  #choosing: Promise<Conversation> | undefined;
  #snapshots = 0;

  /** Every run event of every conversation, after the session has taken note of it. */
  readonly onRunEvent = this.#events.event;

  constructor(
    core: LazyCore,
    channel: ViewChannel,
    connection: ConnectionMonitor,
    surroundings: ChatSurroundings,
    logger: Logger,
  ) {
    this.#core = core;
    this.#channel = channel;
    this.#connection = connection;
    this.#surroundings = surroundings;
    this.#logger = logger;
    this.#outbox = new ChatOutbox({
      core,
      channel,
      runs: this.#runs,
      surroundings,
      shown: () => this.#conversationId,
      logger,
    });
    this.#store.add(core.onDidLoad((caravan) => this.#listen(caravan)));
    this.#store.add(
      connection.onChange((state) => channel.send({ type: 'connection', connection: state })),
    );
    this.#store.add(this.#events);
  }

  /** Runs going on in the conversation that is shown, newest last. */
  get activeRuns(): readonly string[] {
    const active = this.#core.loaded?.activeRuns ?? [];
    return active.filter((run) => this.#runs.conversationOf(run) === this.#conversationId);
  }

  /** Id of the conversation that is shown, once one is. */
  get conversationId(): string | undefined {
    return this.#conversationId;
  }

  /** Proposals of this window that are neither applied nor discarded, newest last. */
  get openProposals(): readonly OpenProposal[] {
    return this.#runs.openProposals;
  }

  /**
   * Starts a run for a message. `insteadOf`, a run: asks what led to it differently, in a
   * conversation that goes another way from there. @throws CaravanError as {@link Caravan.send}, and
   * when the message mentions what there is not.
   */
  async send(text: string, mode: Mode = 'auto', extra: SendExtra = {}): Promise<string> {
    const { insteadOf, attachments = [], code } = extra;
    this.#requireTrust();
    const mentioned = await this.#surroundings.attach(text, 'all');
    const caravan = await this.#core.get();
    const conversation = await this.#conversation(caravan);
    if (insteadOf !== undefined) {
      this.#choose((await caravan.forkConversation(conversation.id, insteadOf)).id);
      await this.refresh();
    }
    const id = this.#conversationId ?? conversation.id;
    return this.#outbox.start(caravan, id, { text, mode }, [...attachments, ...mentioned], code);
  }

  /** Shows a new conversation with everything up to a run of the one shown, and the run. */
  async fork(runId: string): Promise<void> {
    this.#requireTrust();
    const caravan = await this.#core.get();
    const { id } = await this.#conversation(caravan);
    this.#choose((await caravan.forkConversation(id, runId, true)).id);
    await this.refresh();
  }

  /** Sends a message when the run that goes on has ended well; at once when none does. */
  async queue(text: string, mode: Mode): Promise<void> {
    const id = this.#conversationId;
    if (id === undefined || this.activeRuns.length === 0) {
      await this.send(text, mode);
      return;
    }
    await this.#outbox.queue(id, text, mode);
  }

  /** Gives the message that waits back to the composer, or drops it. */
  unqueue(isEdited: boolean): void {
    if (this.#conversationId !== undefined) this.#outbox.unqueue(this.#conversationId, isEdited);
  }

  /** Goes on with an interrupted run, in its own conversation. */
  async resume(runId: string): Promise<void> {
    this.#requireTrust();
    const caravan = await this.#core.get();
    const found = (await caravan.resumableRuns()).find((run) => run.runId === runId);
    if (found) {
      this.#choose(found.conversationId);
      this.#runs.assign(runId, found.conversationId);
      this.#runs.continue(runId, await caravan.conversation(found.conversationId));
    }
    const run = await caravan.resume(runId);
    if (found) this.#outbox.follow(run, found.conversationId);
    await this.refresh();
  }

  /** The user's word on what a run asks; a run that was cut off while it waited goes on with it. */
  async answerInterrupt(runId: string, id: string, answer: InterruptAnswer): Promise<void> {
    this.#requireTrust();
    const caravan = await this.#core.get();
    const home = this.#runs.conversationOf(runId) ?? this.#conversationId;
    if (home !== undefined && !caravan.activeRuns.includes(runId)) {
      this.#runs.continue(runId, await caravan.conversation(home));
    }
    const run = await caravan.answerInterrupt(runId, id, answer);
    if (run && home !== undefined) this.#outbox.follow(run, home);
  }

  async newConversation(): Promise<void> {
    this.#requireTrust();
    const caravan = await this.#core.get();
    const current = this.#conversationId && (await caravan.conversation(this.#conversationId, 1));
    // An empty conversation is as good as a new one.
    if (!current || current.items.length > 0) this.#choose((await caravan.createConversation()).id);
    await this.refresh();
  }

  async openConversation(id: string): Promise<void> {
    this.#requireTrust();
    const caravan = await this.#core.get();
    if (await caravan.conversation(id, 0)) this.#choose(id);
    await this.refresh();
  }

  /** Shows more of the beginning of a long conversation. */
  async showEarlier(): Promise<void> {
    this.#shownItems += pageItems;
    await this.refresh();
  }

  async deleteConversation(id: string): Promise<void> {
    this.#requireTrust();
    const caravan = await this.#core.get();
    this.#runs.running(id).forEach((run) => caravan.stop(run));
    this.#outbox.forget(id);
    await caravan.deleteConversation(id);
    if (id === this.#conversationId) this.#conversationId = undefined;
    await this.refresh();
  }

  /** Sends every page everything it shows, if one is there. */
  async refresh(): Promise<void> {
    this.#channel.expire();
    await this.sendSnapshots();
  }

  /** Sends everything to the pages it is due to. The newest call wins. */
  async sendSnapshots(): Promise<void> {
    if (!this.#channel.isAttached) return;
    const number = ++this.#snapshots;
    const stored = await this.#load();
    if (number === this.#snapshots) this.#channel.sendSnapshot(this.#snapshot(stored));
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #load(): Promise<StoredView> {
    if (!this.#surroundings.isTrusted()) return nothingStored;
    try {
      const caravan = await this.#core.get();
      const { id } = await this.#conversation(caravan);
      return await readStored(caravan, id, this.#shownItems, this.#surroundings);
    } catch (error) {
      this.#logger.error('The conversation could not be shown.', error);
      return { ...nothingStored, error: toErrorInfo(error) };
    }
  }

  /** Everything as it is this moment; nothing may happen between this and its being sent. */
  #snapshot({ error, ...stored }: StoredView): ViewSnapshot {
    const { isTrusted, hasFolder, l10n, locale } = this.#surroundings;
    const conversation = this.#runs.withLive(stored.conversation);
    this.#runs.remember(conversation);
    const activeRunId = this.activeRuns.at(-1);
    const queued = this.#outbox.waiting(conversation.id);
    return {
      ...stored,
      conversation,
      connection: error ? { kind: 'problem', error } : this.#connection.state,
      isTrusted: isTrusted(),
      hasFolder: hasFolder(),
      l10n: l10n(),
      locale: locale(),
      states: this.#runs.states,
      ...(queued && { queued }),
      ...(activeRunId !== undefined && { activeRunId }),
    };
  }

  #conversation(caravan: Caravan): Promise<Conversation> {
    this.#choosing ??= this.#find(caravan).finally(() => (this.#choosing = undefined));
    return this.#choosing;
  }

  async #find(caravan: Caravan): Promise<Conversation> {
    const chosen = this.#conversationId;
    const id = chosen ?? this.#surroundings.lastConversation();
    const found = id === undefined ? undefined : await caravan.conversation(id, 0);
    // Another one was chosen while this one was being read.
    if (this.#conversationId !== chosen) return this.#find(caravan);
    const conversation = found ?? (await caravan.createConversation());
    if (this.#conversationId === chosen) this.#choose(conversation.id);
    return conversation;
  }

  #choose(id: string): void {
    if (id === this.#conversationId) return;
    this.#conversationId = id;
    this.#shownItems = pageItems;
    this.#surroundings.keepConversation(id);
  }

  #listen(caravan: Caravan): void {
    this.#store.add(
      caravan.onRunEvent((event) => {
        const isOther = this.#runs.note(event);
        this.#connection.observe(event);
        if (this.#runs.conversationOf(event.runId) === this.#conversationId) {
          this.#channel.sendEvent(event);
        }
        if (isOther) this.#channel.send({ type: 'states', states: this.#runs.states });
        this.#events.fire(event);
      }),
    );
    this.#store.add(
      caravan.onConversationChange(() => {
        this.refresh().catch((error: unknown) => this.#logger.error('No snapshot.', error));
      }),
    );
  }

  #requireTrust(): void {
    if (!this.#surroundings.isTrusted()) throw untrusted();
  }
}
