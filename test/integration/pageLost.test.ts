import { hook, openView, send } from '../e2e/viewDriver.ts';
import { focusWindow } from './focusWindow.ts';
import { useHost } from './useHost.ts';

describe('A page of the chat that is shown and dead', function () {
  this.timeout(120_000);
  const test = useHost();

  before(function () {
    // What a desktop takes for the focus of its window cannot be scripted.
    if (!test.host.page.url().startsWith('http')) this.skip();
  });

  it('is noticed, and loaded again with the conversation and the draft (V03)', async () => {
    await test.serve({ reply: () => 'It greets people.' });
    await openView(test.host);
    await send(test.host, 'hello');
    await test.ended('answered');
    await hook(test.host, 'composer').fill('half a thought');
    await focusWindow(test, true);
    // Opening a document anew empties it and takes its listeners away: a page as after a crash.
    await hook(test.host, 'composer').evaluate(({ ownerDocument }) => void ownerDocument.open());
    await test.waitFor('the silence to be noticed', async () => {
      await test.run('caravan.showConversations');
      return (await test.host.page.getByText('The chat does not answer.').count()) > 0;
    });
    await test.host.page.getByRole('button', { name: 'Reload Chat' }).first().click();
    await hook(test.host, 'run', '[data-outcome="answered"]').waitFor();
    await test.waitFor('the draft to be there', async () => {
      return (await hook(test.host, 'composer').inputValue()) === 'half a thought';
    });
  });
});
