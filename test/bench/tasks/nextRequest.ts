import { connectPeer } from '../peers/peer.ts';
import type { Job } from '../support/processes.ts';

export interface NextRequestJob extends Job {
  readonly peer: string;
  readonly url: string;
  readonly model: string;
}

/** Milliseconds of one small request. */
export interface NextRequestFigures {
  readonly undisturbed: number;
  /** The same, right after the loop over a long answer has been left at its fifth piece. */
  readonly afterLeaving: number;
}

/** The small request always goes by our client: what is compared is the leaving. */
export async function task(job: NextRequestJob): Promise<NextRequestFigures> {
  const peer = await connectPeer(job.peer, job.url, { atOnce: 2, numPredict: 250 });
  const asker = await connectPeer('ours', job.url, { atOnce: 2, numPredict: 4 });
  const ask = async (): Promise<number> => {
    const started = performance.now();
    await asker.call(job.model);
    return performance.now() - started;
  };
  await ask();
  const undisturbed = await ask();
  let pieces = 0;
  await peer.leave(job.model, () => ++pieces === 5);
  return { undisturbed, afterLeaving: await ask() };
}
