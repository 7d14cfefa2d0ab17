import assert from 'node:assert/strict';
import { Approvals, openInterrupt } from '../../../src/app/approvals.ts';
import { CaravanError } from '../../../src/base/errors.ts';
import { userText } from '../../../src/base/userText.ts';
import type { RunEvent } from '../../../src/workflow/events.ts';
import type { InterruptAnswer, RunInterrupt } from '../../../src/workflow/interrupts.ts';

const interrupt: RunInterrupt = {
  id: 'question-1',
  kind: 'plan',
  plan: {
    language: 'typescript',
    codePath: 'slugify.ts',
    testPath: 'slugify.test.ts',
    steps: ['Write it'],
  },
};
const approve: InterruptAnswer = { decision: 'approve' };
const asked: RunEvent = { runId: 'run', at: 1, type: 'interrupt', interrupt };
const ended: RunEvent = {
  runId: 'run',
  at: 2,
  type: 'interrupt-end',
  id: interrupt.id,
  decision: 'approve',
};

/** Approvals over runs that are as told; `resumed` collects which were resumed. */
function create(told: { active?: string[]; events?: RunEvent[]; canResume?: boolean } = {}) {
  const resumed: string[] = [];
  const { promise: finished, resolve: finish } = Promise.withResolvers<'done'>();
  const approvals = new Approvals(
    {
      activeRuns: told.active ?? [],
      readItem: async (id) => ({ kind: 'run', id, at: 1, events: told.events ?? [], texts: {} }),
    },
    async (runId) => {
      resumed.push(runId);
      if (told.canResume === false) {
        throw new CaravanError('invalid-argument', { text: userText('It has ended.') });
      }
      return { runId, finished };
    },
  );
  return { approvals, resumed, finish };
}

const never = new AbortController().signal;

describe('approvals', () => {
  it('hands the answer to the run that asks', async () => {
    const { approvals, resumed } = create({ active: ['run'] });
    const word = approvals.ask('run', interrupt, never);
    assert.equal(await approvals.answer('run', interrupt.id, approve), undefined);
    assert.deepEqual(await word, approve);
    assert.deepEqual(resumed, []);
  });

  it('refuses a path outside the folder and leaves the question open', async () => {
    const { approvals } = create({ active: ['run'] });
    const word = approvals.ask('run', interrupt, never);
    const plan = { codePath: '/etc/passwd', testPath: 'a.test.ts', steps: ['Write it'] };
    const bad = approvals.answer('run', interrupt.id, { decision: 'approve', plan });
    await assert.rejects(bad, { code: 'invalid-argument' });
    await approvals.answer('run', interrupt.id, approve);
    assert.deepEqual(await word, approve);
  });

  it('stops waiting at once when the run is stopped, and says later that it is too late', async () => {
    const { approvals } = create({ events: [asked], canResume: false });
    const stop = new AbortController();
    const word = approvals.ask('run', interrupt, stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(word, { message: 'stopped' });
    await assert.rejects(approvals.answer('run', interrupt.id, approve), {
      code: 'invalid-argument',
      message: /no longer open/,
    });
  });

  it('resumes a run that was cut off while it waited, with the answer', async () => {
    const { approvals, resumed, finish } = create({ events: [asked] });
    const run = await approvals.answer('run', interrupt.id, approve);
    assert.equal(run?.runId, 'run');
    assert.deepEqual(resumed, ['run']);
    assert.deepEqual(await approvals.ask('run', interrupt, never), approve);
    finish('done');
  });

  it('does not take an old answer for another question', async () => {
    const { approvals } = create({ events: [asked] });
    await approvals.answer('run', interrupt.id, approve);
    const stop = new AbortController();
    const word = approvals.ask('run', { ...interrupt, id: 'question-2' }, stop.signal);
    stop.abort(new Error('still waiting'));
    await assert.rejects(word, { message: 'still waiting' });
  });

  it('says so when the question was answered before, here or in another window', async () => {
    const { approvals, resumed } = create({ events: [asked, ended] });
    const late = approvals.answer('run', interrupt.id, approve);
    await assert.rejects(late, { message: /no longer open/ });
    assert.deepEqual(resumed, []);
  });

  it('says so when the run goes on without it', async () => {
    const { approvals } = create({ active: ['run'], events: [asked] });
    const late = approvals.answer('run', interrupt.id, approve);
    await assert.rejects(late, { message: /no longer open/ });
  });

  it('finds the question that has no answer', () => {
    assert.equal(openInterrupt([asked])?.id, interrupt.id);
    assert.equal(openInterrupt([asked, ended]), undefined);
    assert.equal(openInterrupt([asked, ended, asked])?.id, interrupt.id);
  });
});
