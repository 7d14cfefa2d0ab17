import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/app/index.ts';
import { Emitter } from '../../../src/base/event.ts';
import { WaitingPlans } from '../../../src/vscode/waitingPlans.ts';
import { event } from './fakes.ts';

const plan = {
  approach: 'One file.',
  codePath: 'a.ts',
  testPath: 'a.test.ts',
  functionName: 'a',
  language: 'typescript',
  steps: [],
  researchQueries: [],
} as never;
const asks = (runId: string): RunEvent => ({
  runId,
  at: 1,
  type: 'interrupt',
  interrupt: { id: 'plan-1', kind: 'plan', plan },
});
const decided = (runId: string): RunEvent => ({
  runId,
  at: 2,
  type: 'interrupt-end',
  id: 'plan-1',
  decision: 'approve',
});
const usage = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };
const ended = (runId: string): RunEvent => ({
  runId,
  at: 3,
  type: 'run-end',
  outcome: 'cancelled',
  elapsedMs: 1,
  usage,
});

describe('WaitingPlans', () => {
  function setUp() {
    const events = new Emitter<RunEvent>();
    const plans = new WaitingPlans(events.event);
    const counts: number[] = [];
    const asked: string[] = [];
    plans.onChange(() => counts.push(plans.count));
    plans.onDidAsk(({ conversationId, task }) => asked.push(`${conversationId}: ${task}`));
    return { events, plans, counts, asked };
  }

  it('counts a plan until it is decided on, and tells of it once', () => {
    const { events, plans, counts, asked } = setUp();
    events.fire(event.start('home', 'one'));
    events.fire(asks('one'));
    events.fire(asks('one'));
    assert.equal(plans.isWaiting('one'), true);
    events.fire(decided('one'));
    events.fire(ended('one'));
    assert.equal(plans.isWaiting('one'), false);
    assert.deepEqual(counts, [1, 0]);
    assert.deepEqual(asked, ['home: a task']);
  });

  it('counts plans of several runs, and none of a run that is stopped', () => {
    const { events, plans, counts } = setUp();
    for (const run of ['one', 'two']) {
      events.fire(event.start('home', run));
      events.fire(asks(run));
    }
    events.fire(ended('one'));
    assert.deepEqual(counts, [1, 2, 1]);
    assert.equal(plans.isWaiting('one'), false);
    assert.equal(plans.isWaiting('two'), true);
  });

  it('listens no longer once it is disposed', () => {
    const { events, plans } = setUp();
    plans.dispose();
    assert.equal(events.listenerCount, 0);
  });
});
