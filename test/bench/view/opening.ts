import { hook } from '../../e2e/viewDriver.ts';
import { patience, type ViewWindow } from './window.ts';

/** How long a view took to come, in milliseconds. */
export interface OpeningFigures {
  /** From the making of the page's frame to the frame painted in which one can type. */
  readonly typing: number;
  /** From there to the frame painted with what the host knows: the conversation, the model. */
  readonly snapshot: number;
  /** From the command in the extension host to that, VS Code's own work included. */
  readonly whole: number;
}

declare global {
  interface Window {
    /** Wall-clock milliseconds of what the page had on the screen first. */
    opened?: { typing?: number; snapshot?: number };
  }
}

/** Loads the window anew with the view hidden, then opens the view by its command. */
export async function timeToUsable(view: ViewWindow): Promise<OpeningFigures> {
  const { host } = view;
  await host.call((vscode) => vscode.commands.executeCommand('workbench.view.explorer'));
  await host.reload();
  const asked = await host.call(async (vscode) => {
    const at = Date.now();
    await vscode.commands.executeCommand('caravan.chat.focus');
    return at;
  });
  await hook(host, 'composer').waitFor(patience);
  const frame = await view.frame();
  await frame.waitForFunction(() => window.opened?.snapshot, undefined, patience);
  const { opened = {}, made } = await frame.evaluate(() => ({
    opened: window.opened,
    made: performance.timeOrigin,
  }));
  const { typing = NaN, snapshot = NaN } = opened;
  return { typing: typing - made, snapshot: snapshot - typing, whole: snapshot - asked };
}

/** Runs in every frame before its own scripts: notes when the page of the view can be used. */
export function noteUsable(): void {
  const note = (name: 'typing' | 'snapshot', selector: string, next?: () => void): void => {
    if (!document.querySelector(selector)) return void setTimeout(note, 1, name, selector, next);
    const painted = (): void => {
      window.opened = { ...window.opened, [name]: Date.now() };
      next?.();
    };
    requestAnimationFrame(() => setTimeout(painted));
  };
  // VS Code writes the page into a frame that is there already: its address tells nothing.
  if (window === top) return;
  note('typing', '[data-testid="composer"]', () => note('snapshot', 'main[data-sync="live"]'));
}
