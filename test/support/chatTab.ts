import type { FrameLocator, Locator } from 'playwright-core';
import type { VsCodeHost } from './vscodeHost.ts';

/** The document of the chat in a tab of the editor; there must be one such tab in sight. */
export function chatTab(host: VsCodeHost): FrameLocator {
  return host.page
    .frameLocator('iframe.webview.ready:not([src*="purpose=webviewView"])')
    .frameLocator('iframe#active-frame');
}

/** An element of the chat in a tab by its hook (see the top of src/webview/app.tsx). */
export function tabHook(host: VsCodeHost, id: string, attributes = ''): Locator {
  return chatTab(host).locator(`[data-testid="${id}"]${attributes}`);
}

/** Labels of the tabs of all groups that show the chat. */
export function chatTabs(host: VsCodeHost): Promise<readonly string[]> {
  return host.call((api) =>
    api.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof api.TabInputWebview)
      .map(({ label }) => label),
  );
}

/** A button in the title bar above the tab, or in the one above the side bar. */
export function titleAction(host: VsCodeHost, part: 'editor' | 'sidebar', label: string): Locator {
  const bar = part === 'editor' ? '.part.editor .title .editor-actions' : '.part.sidebar .title';
  return host.page.locator(`${bar} a.action-label[aria-label^="${label}"]`).first();
}
