import assert from 'node:assert/strict';
import type { RunEvent } from '../../src/protocol/messages.ts';
import type { View } from './support/openView.ts';
import { lastSteps, runId, snapshotOf, start, startedAt } from './support/samples.ts';
import { useView } from './support/useView.ts';

const conversation = (runs: readonly string[]) => ({
  id: 'conversation-1',
  title: '',
  createdAt: startedAt,
  items: runs.map((id) => ({
    kind: 'run' as const,
    id,
    at: startedAt,
    events: [start, ...lastSteps].map((event): RunEvent => ({ ...event, runId: id })),
    texts: {},
  })),
});

describe('an open proposal that a later one for the same files replaces', function () {
  this.timeout(60_000);
  let view: View;
  useView(async (opened) => {
    view = opened;
    await view.send(snapshotOf({ conversation: conversation([runId, 'run-2']) }));
  });

  it('says so and is folded, so that only the newer one offers to be applied', async () => {
    const replaced = view.page.getByTestId('replaced');
    assert.equal(await replaced.count(), 1);
    assert.match(
      (await replaced.textContent()) ?? '',
      /Replaced by newer changes to the same files/,
    );
    assert.equal(await view.page.getByTestId('apply').filter({ visible: true }).count(), 1);
  });

  it('can be unfolded by keyboard, read, and still be decided on', async () => {
    const replaced = view.page.getByTestId('replaced');
    await replaced.locator('summary').focus();
    await view.page.keyboard.press('Enter');
    await replaced.getByText('slugify.ts').first().waitFor();
    await replaced.getByTestId('discard').click();
    await view.page.waitForFunction(
      (id) => window.posted?.some((sent) => sent.type === 'discard' && sent.runId === id),
      runId,
    );
  });

  it('is offered as before once the newer one is discarded', async () => {
    await view.send(snapshotOf({ conversation: conversation([runId]) }));
    assert.equal(await view.page.getByTestId('replaced').count(), 0);
    assert.equal(await view.page.getByTestId('apply').count(), 1);
  });
});
