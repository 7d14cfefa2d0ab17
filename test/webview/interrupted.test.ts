import assert from 'node:assert/strict';
import type { RunOutcome } from '../../src/protocol/messages.ts';
import { interrupted } from './support/interrupted.ts';
import type { View } from './support/openView.ts';
import { at, conversationId, pass, proposal, runId, snapshotOf, start } from './support/samples.ts';
import { useView } from './support/useView.ts';

describe('a run that was cut off', function () {
  this.timeout(60_000);
  let view: View;
  useView(async (opened) => {
    view = opened;
    await view.send(interrupted());
  });

  it('shows nobody at work and no clock that goes on', async () => {
    const card = view.page.getByTestId('steps');
    assert.match(await card.innerText(), /Interrupted/);
    assert.equal(await card.locator('.elapsed').count(), 0);
    assert.equal(await card.locator('.codicon-loading').count(), 0);
    const coder = view.page.getByTestId('node-coder');
    assert.equal(await coder.getAttribute('data-state'), 'interrupted');
  });

  it('is at work again once it is resumed', async () => {
    await view.send(interrupted({ activeRunId: runId }));
    const card = view.page.getByTestId('steps');
    assert.match(await card.innerText(), /Working/);
    const coder = view.page.getByTestId('node-coder');
    assert.equal(await coder.getAttribute('data-state'), 'running');
    assert.equal(await view.page.getByTestId('banner').count(), 0);
  });

  it('says so when it cannot be resumed any more', async () => {
    await view.page.getByTestId('banner-secondary').click();
    const card = view.page.getByTestId('steps');
    await card.getByText('Not finished').waitFor();
    await view.send(interrupted({ resumable: [], states: { [conversationId]: 'deciding' } }));
    assert.match(await card.innerText(), /^Not finished\n4 of 10\n/);
    assert.equal(await card.locator('.elapsed').count(), 0);
    await view.send(interrupted({ resumable: [], states: { [conversationId]: 'running' } }));
    assert.match(await card.innerText(), /Working/);
  });
});

describe('a run that ended before its first step', function () {
  this.timeout(60_000);
  const none = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };
  const error = { code: 'no-model', text: { message: 'There is no model.' } } as const;
  const end = (outcome: RunOutcome) =>
    at(0.2, {
      type: 'run-end',
      outcome,
      elapsedMs: 200,
      usage: none,
      ...(outcome === 'failed' && { error }),
    });
  let view: View;
  useView(async (opened) => {
    view = opened;
    await view.send(snapshotOf());
  });
  const steps = () => view.page.getByTestId('steps');

  for (const [outcome, said] of [
    ['failed', 'Failed before the first step'],
    ['cancelled', 'Stopped before the first step'],
  ] as const) {
    it(`says that it ${outcome}, and lists no steps`, async () => {
      await view.send({ type: 'run-events', events: [start, end(outcome)] });
      assert.equal(await steps().innerText(), `${said}\n0.2s`);
      assert.equal(await steps().locator('button, li').count(), 0);
      assert.equal(await view.page.getByTestId('error').count(), outcome === 'failed' ? 1 : 0);
    });
  }

  it('shows nothing but its files where it had no steps to go', async () => {
    const files = at(0.1, { type: 'proposal', proposal });
    await view.send({ type: 'run-events', events: [start, files] });
    await view.page.getByTestId('proposal').waitFor();
    assert.equal(await steps().count(), 0);
    await view.send({ type: 'run-events', events: [end('done')] });
    assert.equal(await steps().count(), 0);
  });

  it('has nothing to unfold where it was answered without any', async () => {
    const text = at(0.1, { type: 'answer-delta', channel: 'text', text: 'Yes.' });
    await view.send({ type: 'run-events', events: [start, text, end('answered')] });
    assert.equal(await steps().innerText(), 'Answered\n0.2s');
    assert.equal(await steps().locator('button').count(), 0);
  });

  it('calls steps not reached that an ending came before, and not needed in a whole run', async () => {
    const first = pass('intent', 0.1, 0.1, 'new code');
    await view.send({ type: 'run-events', events: [start, ...first, end('cancelled')] });
    const planner = view.page.getByTestId('node-planner');
    assert.match(await planner.innerText(), /not reached/);
    await view.send({ type: 'run-events', events: [start, ...first, end('done')] });
    assert.match(await planner.innerText(), /not needed/);
  });
});
