import assert from 'node:assert/strict';
import type { View } from './support/openView.ts';
import { snapshotOf, startedAt } from './support/samples.ts';
import { useView } from './support/useView.ts';

const messages = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({
    kind: 'user' as const,
    id: `message-${from + index}`,
    at: startedAt,
    text: `Message ${from + index}`,
  }));

const longOne = (from: number) =>
  snapshotOf({
    conversation: {
      id: 'conversation-1',
      title: '',
      createdAt: startedAt,
      items: messages(from, 240),
      ...(from > 0 && { earlier: from }),
    },
  });

describe('a long conversation', function () {
  this.timeout(60_000);
  let view: View;
  useView(async (opened) => {
    view = opened;
    await view.send(longOne(140));
  });

  const asked = async (): Promise<number> =>
    (await view.posted()).filter(({ type }) => type === 'show-earlier').length;

  it('shows its end, and its beginning page by page, asking the host for what it has not', async () => {
    const shown = view.page.getByTestId('user');
    const button = view.page.getByRole('button', { name: 'Show earlier messages' });
    assert.equal(await shown.count(), 50);
    await button.click();
    await shown.nth(99).waitFor();
    assert.equal(await shown.first().textContent(), 'Message 140');
    assert.equal(await asked(), 1, 'asked for with the last page there is');
    await view.send(longOne(40));
    await button.click();
    await shown.nth(149).waitFor();
    await button.click();
    await shown.nth(199).waitFor();
    assert.equal(await asked(), 2);
    await view.send(longOne(0));
    await button.click();
    await shown.nth(239).waitFor();
    assert.equal(await button.count(), 0);
    assert.equal(await shown.first().textContent(), 'Message 0');
  });
});
