import assert from 'node:assert/strict';
import { reduce } from '../../../src/webview/reduce.ts';
import { initialState } from '../../../src/webview/state.ts';
import { isToView } from '../../../src/webview/toView.ts';
import { scenes } from '../../webview/support/scenes.ts';
import { at, calls, firstSteps, lastSteps, snapshotOf } from '../../webview/support/samples.ts';

const every = Object.values(scenes).flatMap(({ messages, then = [] }) => [...messages, ...then]);
const run = { type: 'run-events', events: [...firstSteps, ...lastSteps] } as const;

/** All places of a value, each as a way to it. */
function places(value: unknown, way: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [way];
  const inside = Object.entries(value).flatMap(([key, part]) => places(part, [...way, key]));
  return way.length === 0 ? inside : [way, ...inside];
}

/** A copy with one place changed. */
function changed(value: unknown, way: readonly string[], to: unknown): unknown {
  const copy: unknown = structuredClone(value);
  let part = copy as Record<string, unknown>;
  for (const key of way.slice(0, -1)) part = part[key] as Record<string, unknown>;
  part[way.at(-1) ?? ''] = to;
  return copy;
}

describe('messages of the host', () => {
  it('are taken as they are, in every state of the view', () => {
    assert.ok(every.length > 100);
    for (const message of every) assert.ok(isToView({ seq: 1, ...message }), message.type);
  });

  it('are not taken without a number, of another kind, or with less than is read of them', () => {
    for (const value of [
      null,
      'x',
      {},
      [],
      { seq: 1 },
      { seq: 1.5, ...snapshotOf() },
      { ...snapshotOf() },
      { seq: 1, type: 'eval' },
      { seq: 1, type: 'constructor' },
      { seq: 1, type: 'snapshot' },
      { seq: 1, type: 'run-events', events: [{ type: 'node-start', runId: 'r', at: 1 }] },
      {
        seq: 1,
        type: 'run-events',
        events: [{ ...at(1, { type: 'answer-end', elapsedMs: 1 }), type: 'x' }],
      },
      { seq: 1, type: 'connection', connection: { kind: 'root' } },
      {
        seq: 1,
        type: 'calls',
        calls: calls.map((call) => ({ ...call, phases: null })),
        isAll: true,
      },
      { seq: 1, type: 'compose', text: 7 },
      { seq: 1, type: 'panel', panel: 'settings' },
    ]) {
      assert.ok(!isToView(value), JSON.stringify(value)?.slice(0, 80));
    }
  });

  it('never break the state, whatever stands in one place of them', () => {
    const shown = reduce(initialState, { seq: 1, ...snapshotOf() }, 0);
    let taken = 0;
    let refused = 0;
    for (const message of [snapshotOf(), run, { type: 'calls', calls, isAll: true } as const]) {
      const whole = { seq: 2, ...message };
      for (const way of places(whole)) {
        for (const junk of [undefined, null, 7, 'junk', [], {}]) {
          const value = changed(whole, way, junk);
          if (isToView(value)) {
            taken += 1;
            reduce(shown, value, 0);
          } else refused += 1;
        }
      }
    }
    assert.ok(taken > 500 && refused > 500, `${taken} taken, ${refused} refused`);
  });
});
