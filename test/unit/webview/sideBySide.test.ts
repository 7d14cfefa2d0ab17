import assert from 'node:assert/strict';
import type { NodeName, RunEvent } from '../../../src/protocol/messages.ts';
import { foldRun } from '../../../src/webview/foldRun.ts';
import { nodeOrder } from '../../../src/webview/nodes.ts';
import { emptyRun } from '../../../src/webview/run.ts';
import { besideEachOther } from '../../../src/webview/sideBySide.ts';
import {
  at,
  conversationId,
  firstSteps,
  lastSteps,
  pass,
  runId,
  start,
  startedAt,
  task,
} from '../../webview/support/samples.ts';

/** The steps shown together after these events. */
function together(...events: readonly RunEvent[]): readonly string[] {
  const run = events.reduce((state, event) => foldRun(state, event), emptyRun(runId, startedAt));
  return besideEachOther(run, nodeOrder)
    .filter((names) => names.length > 1)
    .map((names) => names.join());
}
const again = at(0, { type: 'run-start', conversationId, task, mode: 'auto', resumed: true });
const begin = (seconds: number, node: NodeName, attempt = 1): RunEvent =>
  at(seconds, { type: 'node-start', node, attempt });

describe('steps side by side', () => {
  it('are the pairs whose times overlap, in the order of the graph', () => {
    assert.deepEqual(together(...firstSteps, ...lastSteps), [
      'planner,researcher',
      'reflection,critic',
    ]);
  });

  it('are shown from the moment both run', () => {
    assert.deepEqual(together(start, begin(1, 'planner')), []);
    assert.deepEqual(together(start, begin(1, 'planner'), begin(1, 'researcher')), [
      'planner,researcher',
    ]);
  });

  it('are not those that came one after the other, nor those rules decided in no time', () => {
    assert.deepEqual(
      together(start, ...pass('planner', 1, 5, ''), ...pass('researcher', 6, 1, '')),
      [],
    );
    assert.deepEqual(
      together(start, ...pass('planner', 1, 0, ''), ...pass('researcher', 1, 2, '')),
      [],
    );
  });

  it('are judged by the last attempt, and not by what a resumed run left', () => {
    const first = [...pass('planner', 1, 5, ''), ...pass('researcher', 1, 2, '')];
    assert.deepEqual(together(start, ...first, ...pass('planner', 30, 2, '', { attempt: 2 })), []);
    assert.deepEqual(together(start, begin(1, 'planner'), begin(1, 'researcher'), again), []);
  });
});
