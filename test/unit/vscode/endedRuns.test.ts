import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/app/index.ts';
import { Emitter } from '../../../src/base/event.ts';
import { EndedRuns, type EndedRun } from '../../../src/vscode/endedRuns.ts';
import { event } from './fakes.ts';

const usage = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };
const error = { code: 'model-missing', text: { message: 'No model.' } } as const;
const base = { runId: 'run', at: 1 } as const;
const end: RunEvent = { ...base, type: 'run-end', outcome: 'done', elapsedMs: 1, usage };
const proposal = (state: 'open' | 'applied'): RunEvent => ({
  ...base,
  type: 'proposal',
  proposal: { id: 'p', files: [], verification: 'verified', state },
});

describe('EndedRuns', () => {
  function follow(...seen: readonly RunEvent[]): readonly EndedRun[] {
    const events = new Emitter<RunEvent>();
    const runs = new EndedRuns(events.event);
    const ended: EndedRun[] = [];
    runs.onDidEnd((run) => ended.push(run));
    seen.forEach((each) => events.fire(each));
    runs.dispose();
    events.fire(event.start('late'));
    events.fire(end);
    return ended;
  }

  it('tells of a run once, with its task, and nothing after it was disposed of', () => {
    const ended = follow(event.start('talk'), event.delta('x'), end, end);
    const run = { conversationId: 'talk', task: 'a task', isToReview: false };
    assert.deepEqual(ended, [{ ...run, outcome: 'done' }]);
  });

  it('says whether files wait for a decision, and why a run came to nothing', () => {
    const [open] = follow(event.start('talk'), proposal('open'), end);
    assert.equal(open?.isToReview, true);
    const [applied] = follow(event.start('talk'), proposal('open'), proposal('applied'), end);
    assert.equal(applied?.isToReview, false);
    const [failed] = follow(event.start('talk'), { ...end, outcome: 'failed', error });
    assert.deepEqual(failed?.error, error);
  });
});
