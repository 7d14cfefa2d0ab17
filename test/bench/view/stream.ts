import { hook } from '../../e2e/viewDriver.ts';
import { watchTasks } from './tasks.ts';
import type { ViewWindow } from './window.ts';

/** What a stream of tokens did to the view. */
export interface StreamFigures {
  /** Milliseconds of each task longer than 50 that worked for the view. */
  readonly longTasks: readonly number[];
  readonly framesPerSecond: number;
  /** Milliseconds from each key to the frame that shows it. */
  readonly echoes: readonly number[];
}

declare global {
  interface Window {
    stopWatching?: () => StreamFigures;
  }
}

/** Milliseconds between two keys. */
const keyMs = 150;

/** Streams so many tokens a second through pool, host and bridge while keys are typed. */
export async function streamWhileTyping(
  view: ViewWindow,
  { seconds, rate }: { readonly seconds: number; readonly rate: number },
): Promise<StreamFigures> {
  const { page } = view.host;
  let begin: () => void = () => undefined;
  const after = new Promise<void>((resolve) => (begin = resolve));
  // The view is warm: what comes first, a second of it, is not counted.
  await view.ask([
    { tokens: rate, rate },
    { tokens: rate * seconds, rate, after },
  ]);
  const frame = await view.frame();
  await hook(view.host, 'composer').focus();
  await frame.evaluate(watchTasks);
  await frame.evaluate(watchFrames);
  begin();
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    await page.keyboard.press('x');
    await page.waitForTimeout(keyMs);
  }
  const figures = await frame.evaluate(() => window.stopWatching?.());
  if (!figures) throw new Error('The view was loaded anew while tokens came.');
  await view.answered();
  const longTasks = await frame.evaluate(() => window.tasks ?? []);
  await hook(view.host, 'composer').fill('');
  return { ...figures, longTasks };
}

/** Runs in the frame of the view. */
function watchFrames(): void {
  const started = performance.now();
  const echoes: number[] = [];
  let frames = 0;
  let isOver = false;
  let pressed = 0;
  const countFrame = (): void => {
    frames += 1;
    if (!isOver) requestAnimationFrame(countFrame);
  };
  requestAnimationFrame(countFrame);
  // When the browser was given the key, not when the page came to it.
  const onKey = ({ timeStamp }: KeyboardEvent): void => void (pressed = timeStamp);
  const onInput = (): void => {
    const from = pressed;
    requestAnimationFrame(() => setTimeout(() => echoes.push(performance.now() - from)));
  };
  window.addEventListener('keydown', onKey, true);
  window.addEventListener('input', onInput, true);
  window.stopWatching = () => {
    isOver = true;
    window.removeEventListener('keydown', onKey, true);
    window.removeEventListener('input', onInput, true);
    const framesPerSecond = (frames * 1000) / (performance.now() - started);
    return { longTasks: [], framesPerSecond, echoes };
  };
}
