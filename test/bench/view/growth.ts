import type { View } from '../../webview/support/openView.ts';
import { deltaOf } from './stream.ts';

/** Tokens of four characters in a batch, and batches that are measured. */
const batchTokens = 33;
const batches = 30;

/** Milliseconds the page's main thread works for a token, at this length of the message. */
export async function costPerToken(view: View, text: string, length: number): Promise<number> {
  const filled = text.repeat(Math.ceil(length / text.length)).slice(0, length);
  await view.send(deltaOf(filled));
  const session = await view.page.context().newCDPSession(view.page);
  await session.send('Performance.enable');
  const taskMs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
  const before = await taskMs();
  for (let index = 0; index < batches; index += 1) {
    const from = (index * batchTokens * 4) % text.length;
    await view.send(deltaOf(text.slice(from, from + batchTokens * 4).padEnd(batchTokens * 4)));
  }
  const spent = (await taskMs()) - before;
  await session.detach();
  return spent / (batches * batchTokens);
}
