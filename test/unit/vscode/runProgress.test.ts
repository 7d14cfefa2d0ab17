import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/app/index.ts';
import { Emitter } from '../../../src/base/event.ts';
import { userText } from '../../../src/base/userText.ts';
import { RunProgress } from '../../../src/vscode/runProgress.ts';
import { event } from './fakes.ts';

const ended = (node: 'coder' | 'critic', runId = 'run'): RunEvent => ({
  ...{ runId, at: 1, type: 'node-end', node, attempt: 1, outcome: 'done', elapsedMs: 1 },
  summary: userText('done'),
});
const runEnd = (runId = 'run'): RunEvent => ({
  ...{ runId, at: 1, type: 'run-end', outcome: 'done', elapsedMs: 1 },
  usage: { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 },
});

describe('RunProgress', () => {
  function progress() {
    const events = new Emitter<RunEvent>();
    const subject = new RunProgress(events.event);
    const seen = { changes: 0 };
    subject.onChange(() => (seen.changes += 1));
    return { events, subject, seen };
  }

  it('tells the step a run is at and how many have ended, each counted once', () => {
    const { events, subject } = progress();
    events.fire(event.start('c'));
    assert.deepEqual(subject.runs, [{ done: 0, isAnswering: false, isWaiting: false }]);
    events.fire(event.nodeStart('coder'));
    events.fire(ended('coder'));
    events.fire(event.nodeStart('coder'));
    events.fire(ended('coder'));
    events.fire(event.nodeStart('critic'));
    assert.deepEqual(subject.runs, [
      { node: 'critic', done: 1, isAnswering: false, isWaiting: false },
    ]);
    events.fire(runEnd());
    assert.deepEqual(subject.runs, []);
  });

  it('says nothing for text that streams, and nothing of runs that it has not seen begin', () => {
    const { events, subject, seen } = progress();
    events.fire(event.nodeStart('coder'));
    events.fire(runEnd());
    assert.deepEqual([seen.changes, subject.runs.length], [0, 0]);
    events.fire(event.start('c'));
    events.fire(event.nodeStart('coder'));
    for (let piece = 0; piece < 100; piece += 1) events.fire(event.delta('x'));
    assert.equal(seen.changes, 2);
  });

  it('keeps runs that go on side by side apart, and lets go of its source', () => {
    const { events, subject } = progress();
    events.fire(event.start('c', 'one'));
    events.fire(event.start('d', 'two'));
    events.fire(ended('coder', 'two'));
    assert.deepEqual(
      subject.runs.map(({ done }) => done),
      [0, 1],
    );
    events.fire(runEnd('one'));
    assert.equal(subject.runs.length, 1);
    subject.dispose();
    events.fire(runEnd('two'));
    assert.equal(subject.runs.length, 1);
  });
});
