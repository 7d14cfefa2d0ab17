import type { IntegrationHost } from './useHost.ts';

/** Tells the page of VS Code that its window has the focus or has lost it. */
export async function focusWindow(test: IntegrationHost, isFocused: boolean): Promise<void> {
  await test.host.page.evaluate((has) => {
    document.hasFocus = () => has;
    // One of the events at which it looks; of its own focus and blur it takes note in turn only.
    document.dispatchEvent(new Event('visibilitychange'));
  }, isFocused);
  await test.waitFor('the window to know its focus', () =>
    test.host.call((api, has) => api.window.state.focused === has, isFocused),
  );
}
