import type { ConversationItem, RunEvent } from '../app/index.ts';

type RunItem = Extract<ConversationItem, { kind: 'run' }>;

/** Characters of streamed text kept for one node and channel; the core keeps as many. */
const textLimit = 200_000;

/**
 * A run as it happens, folded to what a snapshot shows. Taken at the moment a snapshot is sent, so
 * that no event is missing from it and none comes twice, however long reading the rest took.
 */
export class RunProjection {
  readonly #item: RunItem;
  readonly #events: RunEvent[];
  readonly #texts: Map<string, { text: string; thinking: string }>;

  /** @param earlier what the run had done before it was interrupted. */
  constructor(runId: string, at: number, earlier?: RunItem) {
    this.#item = { kind: 'run', id: runId, at: earlier?.at ?? at, events: [], texts: {} };
    this.#events = [...(earlier?.events ?? [])];
    this.#texts = new Map(
      Object.entries(earlier?.texts ?? {}).map(([key, value]) => [key, { ...value }]),
    );
  }

  get item(): RunItem {
    return {
      ...this.#item,
      events: [...this.#events],
      texts: Object.fromEntries([...this.#texts].map(([key, value]) => [key, { ...value }])),
    };
  }

  add(event: RunEvent): void {
    if (event.type === 'node-delta' || event.type === 'answer-delta') {
      const key = event.type === 'node-delta' ? event.node : 'answer';
      const texts = this.#texts.get(key) ?? { text: '', thinking: '' };
      texts[event.channel] = (texts[event.channel] + event.text).slice(0, textLimit);
      this.#texts.set(key, texts);
      return;
    }
    // Of a row of phases only the last one matters.
    const last = this.#events.at(-1);
    if (last && isPhase(event) && phaseKey(last) === phaseKey(event)) this.#events.pop();
    this.#events.push(event);
  }
}

function isPhase(event: RunEvent): boolean {
  return event.type === 'node-phase' || event.type === 'answer-phase';
}

function phaseKey(event: RunEvent): string {
  return event.type === 'node-phase' ? `node ${event.node}` : event.type;
}
