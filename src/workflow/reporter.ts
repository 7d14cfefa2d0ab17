import type { ModelEvent, UsageTotals } from '../agents/types.ts';
import type { NodeEvent, NodeName } from './events.ts';

type Emit = (event: NodeEvent) => void;

/** Adds up what the calls of a node cost. */
export class UsageMeter {
  #totals = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };
  #calls = 0;

  add(event: ModelEvent): void {
    if (event.type !== 'usage') return;
    this.#calls++;
    this.#totals = {
      promptTokens: this.#totals.promptTokens + event.usage.promptTokens,
      replyTokens: this.#totals.replyTokens + event.usage.replyTokens,
      queuedMs: this.#totals.queuedMs + event.usage.queuedMs,
      totalMs: this.#totals.totalMs + event.usage.totalMs,
    };
  }

  /** Undefined when no model was called. */
  get totals(): UsageTotals | undefined {
    return this.#calls === 0 ? undefined : this.#totals;
  }
}

/** Tells the model's stream as events of a node: each phase once, then its text. */
export function nodeStream(node: NodeName, emit: Emit): (event: ModelEvent) => void {
  return phaseFolder(
    (phase, position) =>
      emit({ type: 'node-phase', node, phase, ...(position !== undefined && { position }) }),
    (channel, text) => emit({ type: 'node-delta', node, channel, text }),
  );
}

/** Tells the model's stream as the chat answer. */
export function answerStream(emit: Emit): (event: ModelEvent) => void {
  return phaseFolder(
    (phase, position) =>
      emit({ type: 'answer-phase', phase, ...(position !== undefined && { position }) }),
    (channel, text) => emit({ type: 'answer-delta', channel, text }),
  );
}

type Phase = Extract<NodeEvent, { type: 'answer-phase' }>['phase'];

function phaseFolder(
  onPhase: (phase: Phase, position?: number) => void,
  onText: (channel: 'text' | 'thinking', text: string) => void,
): (event: ModelEvent) => void {
  let last: Phase | undefined;
  const enter = (phase: Phase): void => {
    if (phase === last) return;
    last = phase;
    onPhase(phase);
  };
  return (event) => {
    switch (event.type) {
      case 'queued':
        last = 'queued';
        return onPhase('queued', event.position);
      case 'connecting':
      case 'loading':
      case 'prompt':
        return enter(event.type);
      case 'retry':
        return enter('retrying');
      case 'thinking-delta':
        enter('thinking');
        return onText('thinking', event.text);
      case 'text-delta':
        enter('writing');
        return onText('text', event.text);
      case 'usage':
        return undefined;
      case 'done':
        last = undefined;
        return undefined;
    }
  };
}
