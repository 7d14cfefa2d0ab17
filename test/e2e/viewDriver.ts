import type { Locator } from 'playwright-core';
import type { VsCodeHost } from '../support/vscodeHost.ts';

/** Opens the Caravan view by its icon in the activity bar and waits until one can type. */
export async function openView(host: VsCodeHost): Promise<void> {
  const icon = host.page.locator('.part.activitybar a.action-label[aria-label^="Caravan"]');
  await icon.click();
  await hook(host, 'composer').waitFor({ timeout: 60_000 });
}

/** Shows the view after a restart, wherever it was before, and waits until one can type. */
export async function showView(host: VsCodeHost): Promise<void> {
  await host.call((vscode) => vscode.commands.executeCommand('caravan.chat.focus'));
  await hook(host, 'composer').waitFor({ timeout: 60_000 });
}

/** An element of the view by its hook (see the top of src/webview/app.tsx). */
export function hook(host: VsCodeHost, id: string, attributes = ''): Locator {
  return host.view().locator(`[data-testid="${id}"]${attributes}`);
}

/** Types a message as a person does and sends it with Enter. */
export async function send(host: VsCodeHost, text: string): Promise<void> {
  const composer = hook(host, 'composer');
  await composer.click();
  await composer.pressSequentially(text, { delay: 1 });
  await composer.press('Enter');
}

/** What an observer in the view saw while something ran. */
export interface Seen {
  /** `<node>:<state>` in the order in which they appeared, each once. */
  readonly states: readonly string[];
  /** Lengths of the text under a running node, by node, as they appeared. */
  readonly lengths: Readonly<Record<string, readonly number[]>>;
}

/** Watches the nodes of the view from now on; the function it gives tells what was seen. */
export async function watchNodes(host: VsCodeHost): Promise<() => Promise<Seen>> {
  const body = host.view().locator('body');
  await body.evaluate((element) => {
    const seen: { states: string[]; lengths: Record<string, number[]> } = {
      states: [],
      lengths: {},
    };
    const look = (): void => {
      for (const row of element.querySelectorAll<HTMLElement>(
        '[data-testid^="node-"][data-state]',
      )) {
        const name = row.dataset['testid']!.slice('node-'.length);
        const state = `${name}:${row.dataset['state']}`;
        if (!seen.states.includes(state)) seen.states.push(state);
        const length = row.querySelector('[data-testid="node-text"]')?.textContent?.length ?? 0;
        const lengths = (seen.lengths[name] ??= []);
        if (row.dataset['state'] === 'running' && length > (lengths.at(-1) ?? 0)) {
          lengths.push(length);
        }
      }
    };
    const options = { subtree: true, childList: true, attributes: true, characterData: true };
    new MutationObserver(look).observe(element, options);
    Object.assign(element.ownerDocument, { caravanSeen: seen });
  });
  return () =>
    body.evaluate(
      (element) => (element.ownerDocument as Document & { caravanSeen: Seen }).caravanSeen,
    );
}

/** Drags the edge of the side bar until the view is as wide as asked. */
export async function setViewWidth(host: VsCodeHost, width: number): Promise<void> {
  const frame = host.page.locator('iframe.webview.ready').first();
  for (let attempt = 0; attempt < 4; attempt++) {
    const box = await frame.boundingBox();
    if (!box || Math.abs(box.width - width) < 1) return;
    const sash = await host.page.locator('.primary-sidebar-sash').boundingBox();
    if (!sash) throw new Error('The side bar has no edge to drag.');
    const edge = sash.x + sash.width / 2;
    const y = sash.y + sash.height / 3;
    await host.page.mouse.move(edge, y);
    await host.page.mouse.down();
    await host.page.mouse.move(edge + width - box.width, y, { steps: 8 });
    await host.page.mouse.up();
  }
}
