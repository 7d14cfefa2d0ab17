import assert from 'node:assert/strict';
import type { ConversationItem, RunEvent, ToView } from '../../../src/protocol/messages.ts';
import { reduce } from '../../../src/webview/reduce.ts';
import { nodeOf, type RunState } from '../../../src/webview/run.ts';
import {
  initialState,
  type Action,
  type LocalAction,
  type ViewState,
} from '../../../src/webview/state.ts';
import {
  answered,
  answerText,
  at,
  conversationId,
  firstSteps,
  lastSteps,
  noServer,
  pass,
  proposal,
  runId,
  snapshotOf,
  start,
  startedAt,
  task,
  usage,
  writingCode,
} from '../../webview/support/samples.ts';

const now = startedAt + 100_000;

const localTypes: readonly string[] = [
  'sent',
  'acted',
  'stop-asked',
  'dismissed',
  'notice-closed',
  'panel-opened',
  'panel-closed',
  'edit-started',
  'edit-ended',
] satisfies LocalAction['type'][];

/** Applies actions in order; messages of the host are numbered from the state's own number. */
function after(...actions: readonly unknown[]): ViewState {
  return actions.reduce<ViewState>((state, action) => {
    const body = action as Action;
    const local = localTypes.includes(body.type);
    return reduce(state, local ? body : ({ seq: state.seq + 1, ...body } as ToView), now);
  }, initialState);
}

const events = (...list: readonly RunEvent[]): unknown => ({ type: 'run-events', events: list });

function runOf(state: ViewState): RunState {
  const item = state.items.findLast(({ kind }) => kind === 'run');
  assert.ok(item?.kind === 'run');
  return item.run;
}

describe('the state of the view', () => {
  it('shows the task as the user’s turn when a run starts, once', () => {
    const state = after(snapshotOf(), { type: 'sent', text: task }, events(start));
    assert.deepEqual(
      state.items.map((item) => item.kind),
      ['user', 'run'],
    );
    assert.equal(state.pending, undefined);
    assert.equal(state.activeRunId, runId);
  });

  it('keeps what was sent until a run or an error answers it', () => {
    const sent = after(snapshotOf(), { type: 'sent', text: task });
    assert.equal(sent.pending, task);
    const refused = reduce(sent, { seq: 2, type: 'error', error: noServer }, now);
    assert.equal(refused.pending, undefined);
    assert.equal(refused.notice, noServer);
    assert.equal(reduce(refused, { type: 'notice-closed' }, now).notice, undefined);
  });

  it('ignores runs of other conversations', () => {
    const other = { ...start, conversationId: 'other' } as RunEvent;
    const state = after(snapshotOf(), events(other, ...pass('intent', 1, 1, 'create')));
    assert.deepEqual(state.items, []);
    assert.equal(state.activeRunId, undefined);
  });

  it('is lost after a gap and ignores events until the next snapshot', () => {
    const state = after(snapshotOf());
    const lost = reduce(state, { seq: 3, ...(events(start) as object) } as ToView, now);
    assert.equal(lost.sync, 'lost');
    assert.deepEqual(lost.items, []);
    const still = reduce(lost, { seq: 4, ...(events(start) as object) } as ToView, now);
    assert.deepEqual(still.items, []);
    const back = reduce(still, { seq: 5, ...snapshotOf() }, now);
    assert.equal(back.sync, 'live');
  });

  it('drops a message that has come already', () => {
    const state = after(snapshotOf(), events(start));
    assert.equal(reduce(state, { seq: 2, ...(events(start) as object) } as ToView, now), state);
  });

  it('takes a snapshot whatever its number', () => {
    const state = after(snapshotOf(), events(start));
    assert.equal(reduce(state, { seq: 1, ...snapshotOf() }, now).seq, 1);
  });

  it('keeps the objects of what a snapshot brings unchanged: they are not rendered again', () => {
    const asked = (id: string, text: string) =>
      ({ kind: 'user', id, at: startedAt, text }) as const;
    const run = (list = answered) =>
      ({
        kind: 'run',
        id: runId,
        at: startedAt,
        events: structuredClone(list),
        texts: {},
      }) as const;
    const brought = (...items: readonly ConversationItem[]): unknown =>
      snapshotOf({ conversation: { id: conversationId, title: '', createdAt: startedAt, items } });
    const first = after(brought(asked('a', 'one'), run()));
    const next = (message: unknown) =>
      reduce(first, { seq: 9, ...(message as object) } as ToView, now);
    const kept = next(brought(asked('0', 'earlier'), asked('a', 'one'), run())).items;
    assert.equal(kept.length, 3);
    assert.equal(kept[1], first.items[0]);
    assert.equal(kept[2], first.items[1]);
    const changed = next(brought(asked('a', 'two'), run(answered.slice(0, -1)))).items;
    assert.partialDeepStrictEqual(changed[0], { text: 'two' });
    assert.ok(changed[1]?.kind === 'run' && changed[1].run.end === undefined);
  });

  it('builds the same run from a snapshot as from live events', () => {
    const list = [...firstSteps, ...writingCode.slice(0, 1), ...lastSteps];
    const live = runOf(after(snapshotOf(), events(...list)));
    const texts: Record<string, { text: string; thinking: string }> = {};
    for (const event of list) {
      if (event.type !== 'node-delta') continue;
      const kept = (texts[event.node] ??= { text: '', thinking: '' });
      kept[event.channel] += event.text;
    }
    const kept = list.filter((event) => event.type !== 'node-delta');
    const item = { kind: 'run', id: runId, at: startedAt, events: kept, texts } as const;
    const conversation = { id: conversationId, title: '', createdAt: startedAt, items: [item] };
    const stored = runOf(after(snapshotOf({ conversation })));
    for (const run of [live, stored]) {
      assert.deepEqual(
        run.nodes.validator?.attempts.map(({ outcome }) => outcome),
        ['failed', 'done'],
      );
    }
    assert.deepEqual(stored.end, live.end);
    assert.deepEqual(stored.proposal, live.proposal);
    assert.equal(nodeOf(stored, 'coder').stream.text, nodeOf(live, 'coder').stream.text);
    assert.deepEqual(
      Object.entries(stored.nodes).map(([name, { status }]) => [name, status]),
      Object.entries(live.nodes).map(([name, { status }]) => [name, status]),
    );
  });

  it('counts failed tests as a failed step until they pass', () => {
    const upToTests = lastSteps.slice(
      0,
      lastSteps.findIndex((e) => e.type === 'node-end' && e.node === 'validator') + 1,
    );
    const first = runOf(after(snapshotOf(), events(...firstSteps, ...upToTests)));
    assert.equal(nodeOf(first, 'validator').status, 'failed');
    const last = runOf(after(snapshotOf(), events(...firstSteps, ...lastSteps)));
    assert.equal(nodeOf(last, 'validator').status, 'done');
    assert.equal(nodeOf(last, 'validator').attempt, 2);
  });

  for (const [outcome, running] of [
    ['cancelled', 'skipped'],
    ['failed', 'failed'],
  ] as const) {
    it(`leaves nothing running after a run that was ${outcome}`, () => {
      const end = at(30, { type: 'run-end', outcome, elapsedMs: 30_000, usage });
      const state = after(snapshotOf(), events(...firstSteps, ...writingCode, end));
      assert.equal(nodeOf(runOf(state), 'coder').status, running);
      assert.equal(nodeOf(runOf(state), 'critic').status, 'skipped');
      assert.equal(nodeOf(runOf(state), 'planner').status, 'done');
      assert.equal(state.activeRunId, undefined);
    });
  }

  it('goes on with a resumed run where it broke off', () => {
    const resumable = [
      { runId, conversationId, task, finishedNodes: ['intent'], interruptedAt: startedAt },
    ];
    const again = { ...start, at: startedAt + 90_000, resumed: true } as RunEvent;
    const state = after(
      snapshotOf({ resumable }),
      events(...firstSteps, ...writingCode),
      events(again),
    );
    assert.deepEqual(state.resumable, []);
    assert.equal(state.items.filter(({ kind }) => kind === 'run').length, 1);
    assert.equal(nodeOf(runOf(state), 'planner').status, 'done');
    assert.equal(nodeOf(runOf(state), 'coder').status, 'pending');
    assert.equal(runOf(state).startedAt, startedAt + 90_000);
  });

  it('streams an answer and times its thinking', () => {
    const run = runOf(after(snapshotOf(), events(...answered)));
    assert.equal(run.answer?.text, answerText);
    assert.equal(run.answer?.thinkingFrom, startedAt + 1_500);
    assert.equal(run.answer?.thinkingTo, startedAt + 5_500);
    assert.equal(run.answer?.phase, undefined);
  });

  it('measures speed by the pieces the host counted', () => {
    const delta = (seconds: number): RunEvent =>
      at(seconds, { type: 'node-delta', node: 'coder', channel: 'text', text: 'x'.repeat(100) });
    const message = { events: [start, delta(1), delta(3)], pieces: [0, 5, 5], type: 'run-events' };
    const counted = nodeOf(runOf(after(snapshotOf(), message)), 'coder').stream.rate;
    assert.deepEqual(counted, {
      since: startedAt + 1_000,
      until: startedAt + 3_000,
      tokens: 10,
      estimated: false,
    });
    const guessed = nodeOf(runOf(after(snapshotOf(), events(start, delta(1)))), 'coder').stream
      .rate;
    assert.equal(guessed?.estimated, true);
    assert.equal(guessed?.tokens, 25);
  });

  it('waits for the host after Apply, and no longer once the proposal says so', () => {
    const done = after(snapshotOf(), events(...firstSteps, ...lastSteps));
    const acting = reduce(done, { type: 'acted', runId }, now);
    assert.equal(acting.acting, runId);
    const applied = at(70, { type: 'proposal', proposal: { ...proposal, state: 'applied' } });
    const message = { seq: acting.seq + 1, ...(events(applied) as object) } as ToView;
    const settled = reduce(acting, message, now);
    assert.equal(settled.acting, undefined);
    assert.equal(runOf(settled).proposal?.state, 'applied');
  });

  it('learns how far the host’s clock is off', () => {
    const state = after(snapshotOf(), events(start, ...pass('intent', 1, 1, 'create')));
    assert.equal(state.clockOffset, now - (startedAt + 2_000));
  });

  it('changes only the run an event belongs to', () => {
    const items = Array.from({ length: 5 }, (_, index) => ({
      kind: 'user' as const,
      id: `u${index}`,
      at: startedAt,
      text: `${index}`,
    }));
    const conversation = { id: conversationId, title: '', createdAt: startedAt, items };
    const before = after(snapshotOf({ conversation }));
    const next = reduce(before, { seq: 2, ...(events(start) as object) } as ToView, now);
    before.items.forEach((item, index) => assert.equal(next.items[index], item));
  });

  it('opens a panel and closes it with the same message; another conversation closes the list', () => {
    const panel = { type: 'panel', panel: 'conversations' };
    assert.equal(after(snapshotOf(), panel).panel, 'conversations');
    assert.equal(after(snapshotOf(), panel, panel).panel, undefined);
    assert.equal(after(snapshotOf(), panel, snapshotOf()).panel, 'conversations');
    const other = snapshotOf({
      conversation: { id: 'other', title: '', createdAt: 1, items: [] },
    });
    assert.equal(after(snapshotOf(), panel, other).panel, undefined);
    const activity = { type: 'panel-opened', panel: 'activity' };
    assert.equal(after(snapshotOf(), activity, other).panel, 'activity');
  });

  it('knows what waits and how other conversations stand, from snapshots and from messages', () => {
    const queued = { text: 'next', mode: 'auto' } as const;
    const state = after(snapshotOf({ queued, states: { c: 'running' } }));
    assert.deepEqual(state.queued, queued);
    assert.deepEqual(state.states, { c: 'running' });
    assert.equal(after(snapshotOf({ queued }), { type: 'queued' }).queued, undefined);
    assert.deepEqual(after(snapshotOf(), { type: 'states', states: {} }).states, {});
  });

  it('keeps what was sent differently while its own conversation is on the way', () => {
    const edit = { type: 'edit-started', runId, text: task };
    const sent = { type: 'sent', text: 'other', isForking: true };
    const fork = snapshotOf({ conversation: { id: 'fork', title: '', createdAt: 1, items: [] } });
    const state = after(snapshotOf(), edit, sent, fork);
    assert.equal(state.pending, 'other');
    assert.equal(state.editing, undefined);
    assert.equal(after(snapshotOf(), { ...sent, isForking: false }, fork).pending, undefined);
    assert.equal(after(snapshotOf(), edit, { type: 'edit-ended' }).editing, undefined);
    assert.equal(after(snapshotOf(), edit, fork).editing, undefined);
  });

  it('keeps files that are there, and asks again for others when there may be more', () => {
    const files = [{ name: 'a.ts', path: 'src/a.ts' }, { name: 'b.ts' }];
    const state = [snapshotOf(), { type: 'files', files } as const].reduce<ViewState>(
      (before, message, index) => reduce(before, { ...message, seq: index + 1 }, now),
      initialState,
    );
    assert.deepEqual(
      [...state.files],
      [
        ['a.ts', 'src/a.ts'],
        ['b.ts', undefined],
      ],
    );
    const events = [start, at(6, { type: 'proposal', proposal })];
    const proposed = reduce(state, { type: 'run-events', events, seq: 3 }, now);
    assert.deepEqual([...proposed.files], [['a.ts', 'src/a.ts']]);
    const again = reduce(state, { ...snapshotOf(), seq: 3 }, now);
    assert.deepEqual([...again.files], [['a.ts', 'src/a.ts']]);
    const conversation = { id: 'another', title: '', createdAt: 0, items: [] };
    const other = reduce(state, { ...snapshotOf({ conversation }), seq: 3 }, now);
    assert.equal(other.files.size, 0);
  });
});
