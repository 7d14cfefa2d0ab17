import assert from 'node:assert/strict';
import { interrupted } from './support/interrupted.ts';
import type { View } from './support/openView.ts';
import { runId } from './support/samples.ts';
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
});
