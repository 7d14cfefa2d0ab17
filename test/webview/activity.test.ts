import assert from 'node:assert/strict';
import type { View } from './support/openView.ts';
import { call, calls, firstSteps, snapshotOf, startedAt } from './support/samples.ts';
import { useView } from './support/useView.ts';

describe('the activity in the view', function () {
  this.timeout(60_000);
  let view: View;
  useView(async (opened) => {
    view = opened;
    await view.page.clock.setFixedTime(startedAt + 26_000);
    await view.send(
      snapshotOf(),
      { type: 'run-events', events: firstSteps },
      { type: 'panel', panel: 'activity' },
    );
  });

  it('is asked for while it is shown, and no longer', async () => {
    assert.deepEqual(await view.waitFor('watch-activity'), { type: 'watch-activity', isOn: true });
    await view.page.getByTestId('panel-back').click();
    await view.page.getByTestId('composer').waitFor();
    await view.page.waitForFunction(() => {
      const last = window.posted?.findLast((message) => message.type === 'watch-activity');
      return last?.type === 'watch-activity' && !last.isOn;
    });
  });

  it('says what most of the time went into, and shows a bar and a line for each call', async () => {
    await view.send({ type: 'calls', calls, isAll: true });
    const group = view.page.getByTestId('call-group').first();
    await group.getByText(/Most of it: writing/).waitFor();
    assert.equal(await group.getByTestId('bar').count(), 6);
    assert.equal(await group.getByTestId('call').count(), 6);
    const bars = await group.getByTestId('bar').evaluateAll((all) =>
      all.map((bar) => {
        const track = bar.parentElement?.getBoundingClientRect();
        const box = bar.getBoundingClientRect();
        return (
          track && box.left >= track.left - 1 && box.right <= track.right + 1 && box.width >= 2
        );
      }),
    );
    assert.deepEqual([...new Set(bars)], [true]);
  });

  it('opens the details of a call by its bar and by its line, one at a time', async () => {
    await view.send({ type: 'calls', calls, isAll: true });
    await view.page.getByTestId('bar').first().click();
    const facts = view.page.getByTestId('call-facts');
    assert.match(await facts.innerText(), /Lane\s+interactive\s+Waiting\s+2\.4s/);
    await view.page.getByTestId('call').nth(1).getByRole('button').focus();
    await view.page.keyboard.press('Enter');
    assert.equal(await facts.count(), 1);
    assert.match(await facts.innerText(), /Thinking\s+2\.9s[\s\S]*Tokens read\s+1,412/);
  });

  it('grows with the calls that go on, and keeps the ones it has', async () => {
    await view.send({ type: 'calls', calls: calls.slice(0, 2), isAll: true });
    assert.equal(await view.page.getByTestId('call').count(), 2);
    const going = call(
      'coder',
      20,
      [
        ['connecting', 0],
        ['prompt', 1],
      ],
      undefined,
    );
    await view.send({ type: 'calls', calls: [going], isAll: false });
    const row = view.page.getByTestId('call').nth(2);
    assert.equal(await row.getAttribute('data-outcome'), 'running');
    const ended = call(
      'coder',
      20,
      [
        ['connecting', 0],
        ['prompt', 1],
        ['writing', 2],
      ],
      6,
    );
    await view.send({ type: 'calls', calls: [ended], isAll: false });
    assert.equal(await view.page.getByTestId('call').count(), 3);
    assert.equal(await row.getAttribute('data-outcome'), 'done');
    await row.getByText('6.0s').waitFor();
  });

  it('is exported on request, and says so when there is nothing to show', async () => {
    await view.send({ type: 'calls', calls: [], isAll: true });
    await view.page.getByText(/No model has been called here yet/).waitFor();
    await view.page.getByTestId('activity-export').click();
    await view.waitFor('export-activity');
  });
});
