import assert from 'node:assert/strict';
import type { ErrorInfo, ModelPhase, NodeName, RunEvent } from '../../../src/protocol/messages.ts';
import { announcement } from '../../../src/webview/announcement.ts';
import { reduce } from '../../../src/webview/reduce.ts';
import { initialState, type ViewState } from '../../../src/webview/state.ts';
import { createLanguage } from '../../../src/webview/text.ts';
import * as samples from '../../webview/support/samples.ts';

const { at, firstSteps, lastSteps, runId, snapshotOf, start } = samples;
/** Milliseconds, as the view has it. */
const settle = 500;
const english = createLanguage({}, 'en');

/** The state after these events. */
function after(...events: readonly RunEvent[]): ViewState {
  const shown = reduce(initialState, { seq: 1, ...snapshotOf() }, 0);
  return reduce(shown, { seq: 2, type: 'run-events', events }, 0);
}
const told = (state: ViewState, follows = runId): string => announcement(state, english, follows);

/** A run whose model calls go through all their phases, with the pace of a real one. */
function withPhases(events: readonly RunEvent[]): readonly RunEvent[] {
  const phases: readonly (readonly [ModelPhase, ms: number])[] = [
    ['queued', 0],
    ['connecting', 20],
    ['prompt', 40],
    ['thinking', 700],
    ['writing', 1_400],
  ];
  const asks: readonly NodeName[] = ['planner', 'test_generator', 'coder', 'debugger', 'fixer'];
  return events
    .flatMap((event): readonly RunEvent[] => {
      if (event.type !== 'node-start' || !asks.includes(event.node)) return [event];
      const { node, at: from } = event;
      const delta = { runId, node, type: 'node-delta', channel: 'text', text: 'word ' } as const;
      return [
        event,
        ...phases.map(([phase, ms]): RunEvent => ({
          ...{ runId, node, phase },
          type: 'node-phase',
          at: from + ms,
        })),
        ...Array.from({ length: 100 }, (_, index) => ({ ...delta, at: from + 1_400 + index * 30 })),
      ];
    })
    .toSorted((one, other) => one.at - other.at);
}

/** The texts of a run that hold long enough to be told, in their order. */
function toldOf(events: readonly RunEvent[]): readonly string[] {
  const texts: { readonly text: string; readonly from: number }[] = [];
  let state = after();
  for (const [index, event] of events.entries()) {
    state = reduce(state, { seq: 3 + index, type: 'run-events', events: [event] }, 0);
    const text = told(state);
    if (text !== texts.at(-1)?.text) texts.push({ text, from: event.at });
  }
  const held = texts.filter(
    ({ from }, index) => (texts[index + 1]?.from ?? Infinity) - from >= settle,
  );
  return held.map(({ text }) => text).filter((text, index, all) => text !== all[index - 1]);
}

describe('what a screen reader is told', () => {
  it('of a whole run is each step that lasts, and its end', () => {
    const events = withPhases([...firstSteps, ...lastSteps]);
    assert.ok(events.length > 500);
    assert.deepEqual(toldOf(events), [
      'Understand the task',
      'Plan the change, Gather context',
      'Write tests',
      'Write code',
      'Find the cause',
      'Fix the code',
      'Look back, Critique the result',
      'Finished. Files wait for your decision.',
    ]);
  });

  it('of a step is also why nothing moves', () => {
    const begun = [start, at(1, { type: 'node-start', node: 'coder', attempt: 1 })];
    for (const [phase, text] of [
      ['queued', 'Write code: waiting'],
      ['loading', 'Write code: loading model'],
      ['retrying', 'Write code: trying again'],
      ['thinking', 'Write code'],
    ] as const) {
      assert.equal(
        told(after(...begun, at(2, { type: 'node-phase', node: 'coder', phase }))),
        text,
      );
    }
  });

  it('of steps side by side is one text until the last of them has ended', () => {
    const both = [
      start,
      at(1, { type: 'node-start', node: 'planner', attempt: 1 }),
      at(1, { type: 'node-start', node: 'researcher', attempt: 1 }),
    ];
    const summary = { message: '' };
    const end = { node: 'researcher', attempt: 1, outcome: 'done', elapsedMs: 400 } as const;
    const one = at(1.4, { type: 'node-end', ...end, summary });
    assert.equal(told(after(...both)), 'Plan the change, Gather context');
    assert.equal(told(after(...both, one)), 'Plan the change, Gather context');
  });

  it('is no end of a run nobody followed, and nothing of one that is cut off', () => {
    const whole = after(...firstSteps, ...lastSteps);
    assert.equal(told(whole, 'another'), '');
    const stored = { ...after(...firstSteps), activeRunId: 'another' };
    assert.equal(told(stored), '');
  });

  it('is what stands in the way, and what went wrong before all else', () => {
    const { noServer } = samples;
    const connection = { kind: 'problem', error: noServer } as const;
    const state = reduce(after(), { seq: 3, type: 'connection', connection }, 0);
    assert.equal(told(state), 'No model server');
    const error: ErrorInfo = { code: 'internal', text: { message: 'It could not be read.' } };
    assert.equal(told(reduce(state, { seq: 4, type: 'error', error }, 0)), 'It could not be read.');
  });
});
