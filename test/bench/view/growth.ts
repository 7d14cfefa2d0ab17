import { hook } from '../../e2e/viewDriver.ts';
import { patience, type ViewWindow } from './window.ts';

const charactersPerToken = 4;
const rate = 1000;
const seconds = 3;
/** Milliseconds without new text after which all of it is there. */
const settleMs = 500;

/**
 * Milliseconds the main thread works for a token when the message has this length already: of the
 * view, the bridge to it and the window around it, which share the thread.
 */
export async function costPerToken(view: ViewWindow, length: number): Promise<number> {
  const { page } = view.host;
  let begin: () => void = () => undefined;
  const after = new Promise<void>((resolve) => (begin = resolve));
  const before = Math.ceil(length / charactersPerToken);
  await view.ask([{ tokens: before }, { tokens: rate * seconds, rate, after }]);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const taskMs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
  await settled(view);
  const from = await taskMs();
  begin();
  await view.answered();
  const spent = (await taskMs()) - from;
  await session.detach();
  return spent / (rate * seconds);
}

/** Resolves when the answer has stopped to grow. */
async function settled(view: ViewWindow): Promise<void> {
  const answer = hook(view.host, 'answer');
  let last = -1;
  for (;;) {
    const length = (await answer.innerText(patience)).length;
    if (length === last) return;
    last = length;
    await view.host.page.waitForTimeout(settleMs);
  }
}
