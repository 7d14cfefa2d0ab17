import type {
  Caravan,
  Conversation,
  ErrorInfo,
  L10nBundle,
  Mode,
  ProposalSummary,
  RunEvent,
} from '../app/index.ts';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { CaravanError, toErrorInfo } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { Logger } from '../base/logger.ts';
import { userText } from '../base/userText.ts';
import type { ViewSnapshot } from '../protocol/messages.ts';
import type { ConnectionMonitor } from './connectionMonitor.ts';
import type { LazyCore } from './lazyCore.ts';
import { RunProjection } from './runProjection.ts';
import type { ViewChannel } from './viewChannel.ts';

/** What the session has to know of the editor around it. */
export interface ChatSurroundings {
  readonly isTrusted: () => boolean;
  readonly hasFolder: () => boolean;
  readonly l10n: () => L10nBundle;
  /** BCP 47. */
  readonly locale: () => string;
  /** Id of the conversation shown last, kept over restarts. */
  readonly lastConversation: () => string | undefined;
  readonly keepConversation: (id: string) => void;
}

/** A proposal that waits for the user's decision. */
export interface OpenProposal {
  readonly runId: string;
  readonly proposal: ProposalSummary;
}

/** Runs of this window kept in memory; older ones are read from disk like those of other windows. */
const liveRunLimit = 20;

/** What a snapshot takes from the core. */
interface Stored extends Pick<ViewSnapshot, 'conversation' | 'conversations' | 'resumable'> {
  readonly error?: ErrorInfo;
}

const nothingYet: Conversation = { id: '', title: '', createdAt: 0, items: [] };
const nothingStored: Stored = { conversation: nothingYet, conversations: [], resumable: [] };

/** The conversation the view shows, with or without a view: what is asked goes to the core here. */
export class ChatSession implements Disposable {
  readonly #core: LazyCore;
  readonly #channel: ViewChannel;
  readonly #connection: ConnectionMonitor;
  readonly #surroundings: ChatSurroundings;
  readonly #logger: Logger;
  readonly #store = new DisposableStore();
  readonly #events = new Emitter<RunEvent>();
  readonly #conversationOf = new Map<string, string>();
  readonly #proposals = new Map<string, { proposal: ProposalSummary; at: number }>();
  readonly #live = new Map<string, RunProjection>();
  #conversationId: string | undefined;
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
    this.#store.add(core.onDidLoad((caravan) => this.#listen(caravan)));
    this.#store.add(
      connection.onChange((state) => channel.send({ type: 'connection', connection: state })),
    );
    this.#store.add(this.#events);
  }

  /** Runs going on in the conversation that is shown, newest last. */
  get activeRuns(): readonly string[] {
    const active = this.#core.loaded?.activeRuns ?? [];
    return active.filter((run) => this.#conversationOf.get(run) === this.#conversationId);
  }

  /** Proposals of this window that are neither applied nor discarded, newest last. */
  get openProposals(): readonly OpenProposal[] {
    return [...this.#proposals]
      .filter(([, { proposal }]) => proposal.state === 'open')
      .sort(([, a], [, b]) => a.at - b.at)
      .map(([runId, { proposal }]) => ({ runId, proposal }));
  }

  /** Starts a run for a message. @throws CaravanError as {@link Caravan.send} does. */
  async send(text: string, mode: Mode = 'auto'): Promise<string> {
    this.#requireTrust();
    const caravan = await this.#core.get();
    const conversation = await this.#conversation(caravan);
    const run = await caravan.send(conversation.id, text, { mode });
    this.#conversationOf.set(run.runId, conversation.id);
    return run.runId;
  }

  /** Goes on with an interrupted run, in its own conversation. */
  async resume(runId: string): Promise<void> {
    this.#requireTrust();
    const caravan = await this.#core.get();
    const found = (await caravan.resumableRuns()).find((run) => run.runId === runId);
    if (found) {
      this.#choose(found.conversationId);
      this.#conversationOf.set(runId, found.conversationId);
      const items = (await caravan.conversation(found.conversationId))?.items;
      const earlier = items?.findLast((item) => item.kind === 'run' && item.id === runId);
      if (earlier?.kind === 'run') {
        this.#live.set(runId, new RunProjection(runId, earlier.at, earlier));
      }
    }
    await caravan.resume(runId);
    await this.refresh();
  }

  async newConversation(): Promise<void> {
    this.#requireTrust();
    const caravan = await this.#core.get();
    const current = this.#conversationId && (await caravan.conversation(this.#conversationId));
    // An empty conversation is as good as a new one.
    if (!current || current.items.length > 0) this.#choose((await caravan.createConversation()).id);
    await this.refresh();
  }

  async openConversation(id: string): Promise<void> {
    this.#requireTrust();
    const caravan = await this.#core.get();
    if (await caravan.conversation(id)) this.#choose(id);
    await this.refresh();
  }

  async deleteConversation(id: string): Promise<void> {
    this.#requireTrust();
    await (await this.#core.get()).deleteConversation(id);
    if (id === this.#conversationId) this.#conversationId = undefined;
    await this.refresh();
  }

  /** Sends the view everything it shows, if a view is there. The newest call wins. */
  async refresh(): Promise<void> {
    if (!this.#channel.isAttached) return;
    const number = ++this.#snapshots;
    const stored = await this.#load();
    if (number === this.#snapshots) this.#channel.sendSnapshot(this.#snapshot(stored));
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #load(): Promise<Stored> {
    if (!this.#surroundings.isTrusted()) return nothingStored;
    try {
      const caravan = await this.#core.get();
      const { id } = await this.#conversation(caravan);
      const [conversations, resumable, conversation = nothingYet] = await Promise.all([
        caravan.conversations(),
        caravan.resumableRuns(),
        caravan.conversation(id),
      ]);
      return { conversation, conversations, resumable };
    } catch (error) {
      this.#logger.error('The conversation could not be shown.', error);
      return { ...nothingStored, error: toErrorInfo(error) };
    }
  }

  /** Everything as it is this moment; nothing may happen between this and its being sent. */
  #snapshot({ error, ...stored }: Stored): ViewSnapshot {
    const { isTrusted, hasFolder, l10n, locale } = this.#surroundings;
    const conversation = this.#withLiveRuns(stored.conversation);
    this.#remember(conversation);
    const activeRunId = this.activeRuns.at(-1);
    return {
      ...stored,
      conversation,
      connection: error ? { kind: 'problem', error } : this.#connection.state,
      isTrusted: isTrusted(),
      hasFolder: hasFolder(),
      l10n: l10n(),
      locale: locale(),
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
    const found = id === undefined ? undefined : await caravan.conversation(id);
    // Another one was chosen while this one was being read.
    if (this.#conversationId !== chosen) return this.#find(caravan);
    const conversation = found ?? (await caravan.createConversation());
    if (this.#conversationId === chosen) this.#choose(conversation.id);
    return conversation;
  }

  #choose(id: string): void {
    if (id === this.#conversationId) return;
    this.#conversationId = id;
    this.#surroundings.keepConversation(id);
  }

  /** Runs of this window as they are this moment: reading the others from disk took a while. */
  #withLiveRuns(conversation: Conversation): Conversation {
    const items = conversation.items.map((item) =>
      item.kind === 'run' ? (this.#live.get(item.id)?.item ?? item) : item,
    );
    return { ...conversation, items };
  }

  #project(event: RunEvent): void {
    const live = this.#live.get(event.runId);
    if (live) return live.add(event);
    if (event.type !== 'run-start') return;
    const started = new RunProjection(event.runId, event.at);
    started.add(event);
    this.#live.set(event.runId, started);
    const oldest = [...this.#live.keys()][0];
    if (this.#live.size > liveRunLimit && oldest !== undefined) this.#live.delete(oldest);
  }

  /** Proposals of a restored conversation can still be decided on. */
  #remember(conversation: Conversation): void {
    for (const item of conversation.items) {
      if (item.kind !== 'run') continue;
      this.#conversationOf.set(item.id, conversation.id);
      for (const event of item.events) {
        this.#noteProposal(event);
      }
    }
  }

  #noteProposal(event: RunEvent): void {
    if (event.type === 'proposal') this.#proposals.set(event.runId, event);
  }

  #listen(caravan: Caravan): void {
    this.#store.add(
      caravan.onRunEvent((event) => {
        if (event.type === 'run-start') {
          this.#conversationOf.set(event.runId, event.conversationId);
        }
        this.#noteProposal(event);
        this.#project(event);
        this.#connection.observe(event);
        if (this.#conversationOf.get(event.runId) === this.#conversationId) {
          this.#channel.sendEvent(event);
        }
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
    if (this.#surroundings.isTrusted()) return;
    throw new CaravanError('workspace-untrusted', {
      text: userText('Caravan does nothing in a workspace you have not trusted.'),
      next: userText('Trust the workspace to go on.'),
    });
  }
}
