import type { Caravan, Conversation, ModelCall, RunEvent } from '../../../src/app/index.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { Emitter } from '../../../src/base/event.ts';

/** A clock that stands until it is told to go on. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  get pendingTimers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  wallNow(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, milliseconds: number): { dispose(): void } {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return { dispose: () => void this.#timers.delete(timer) };
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}

const unused = (name: string) => (): never => {
  throw new Error(`${name} was not expected`);
};

/** A core whose methods throw unless a test gives them. */
export class FakeCaravan {
  readonly runEvents = new Emitter<RunEvent>();
  readonly callEvents = new Emitter<ModelCall>();
  readonly conversationChanges = new Emitter<string>();
  readonly stored = new Map<string, Conversation>();
  readonly caravan: Caravan;
  activeRuns: string[] = [];
  /** Fire `onConversationChange` while a conversation is being created, as the core does. */
  announcesCreation = false;

  constructor(methods: Partial<Caravan> = {}) {
    const active = (): string[] => this.activeRuns;
    this.caravan = {
      onRunEvent: this.runEvents.event,
      onConversationChange: this.conversationChanges.event,
      onCall: this.callEvents.event,
      calls: async () => [],
      createConversation: async () => {
        const id = `conversation-${this.stored.size + 1}`;
        const conversation = { id, title: '', createdAt: 0, items: [] };
        this.stored.set(id, conversation);
        if (this.announcesCreation) this.conversationChanges.fire(id);
        return conversation;
      },
      conversation: async (id) => this.stored.get(id),
      conversations: async () => [...this.stored.values()],
      renameConversation: unused('renameConversation'),
      forkConversation: unused('forkConversation'),
      exportConversation: unused('exportConversation'),
      importConversation: unused('importConversation'),
      deleteConversation: async (id) => void this.stored.delete(id),
      send: unused('send'),
      stop: unused('stop'),
      answerInterrupt: unused('answerInterrupt'),
      memories: unused('memories'),
      forget: unused('forget'),
      get activeRuns() {
        return active();
      },
      proposal: unused('proposal'),
      apply: unused('apply'),
      onNotice: () => ({ dispose: () => undefined }),
      hunks: unused('hunks'),
      chooseHunks: unused('chooseHunks'),
      editProposal: unused('editProposal'),
      keep: unused('keep'),
      conflicts: unused('conflicts'),
      recover: unused('recover'),
      restorePoints: unused('restorePoints'),
      previewRestore: unused('previewRestore'),
      restore: unused('restore'),
      discard: unused('discard'),
      saveDraft: unused('saveDraft'),
      resumableRuns: async () => [],
      resume: unused('resume'),
      runsElsewhere: async () => [],
      takeOver: unused('takeOver'),
      dismiss: unused('dismiss'),
      listRuns: unused('listRuns'),
      exportRun: unused('exportRun'),
      runNodes: unused('runNodes'),
      runAgain: unused('runAgain'),
      insert: unused('insert'),
      namedPaths: async () => [],
      readNamed: unused('readNamed'),
      models: unused('models'),
      pullModel: unused('pullModel'),
      deleteModel: unused('deleteModel'),
      diagnose: unused('diagnose'),
      accessKeysChanged: unused('accessKeysChanged'),
      trace: () => [],
      shutdown: async () => undefined,
      ...methods,
    };
  }
}

const base = { runId: 'run', at: 1 } as const;

/** Events of one run, shortly. */
export const event = {
  start: (conversationId: string, runId = 'run'): RunEvent => ({
    runId,
    at: 1,
    type: 'run-start',
    conversationId,
    task: 'a task',
    mode: 'code',
    resumed: false,
  }),
  delta: (text: string, node: 'coder' | 'critic' = 'coder', runId = 'run'): RunEvent => ({
    runId,
    at: 1,
    type: 'node-delta',
    node,
    channel: 'text',
    text,
  }),
  thinking: (text: string): RunEvent => ({
    ...base,
    type: 'node-delta',
    node: 'coder',
    channel: 'thinking',
    text,
  }),
  nodeStart: (node: 'coder' | 'critic' = 'coder'): RunEvent => ({
    ...base,
    type: 'node-start',
    node,
    attempt: 1,
  }),
  phase: (phase: 'queued' | 'writing'): RunEvent => ({
    ...base,
    type: 'node-phase',
    node: 'coder',
    phase,
  }),
  proposal: (state: 'open' | 'applied', runId = 'run'): RunEvent => ({
    runId,
    at: 1,
    type: 'proposal',
    proposal: { id: 'p', files: [], verification: 'verified', state },
  }),
};
