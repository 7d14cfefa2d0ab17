import { connectPeer, type Peer } from '../peers/peer.ts';
import { hostileCases, type HostileCase } from '../servers/hostileCases.ts';
import type { Job } from '../support/processes.ts';

export interface FramingJob extends Job {
  readonly peer: string;
  readonly url: string;
  readonly slow: boolean;
  readonly timeScale: number;
}

export interface FramingOutcome {
  readonly name: string;
  readonly passed: boolean;
  /** What happened, in a few words. */
  readonly what: string;
}

/** Seconds after which a case counts as hanging: more than any client's idle clock should be. */
const patience = { quick: 20, slow: 150, lateHeaders: 330 };

export async function task(job: FramingJob): Promise<FramingOutcome[]> {
  const { timeScale } = job;
  const peer = await connectPeer(job.peer, job.url, { atOnce: 2, timeScale });
  await peer.stream('warm-up', () => undefined);
  const outcomes: FramingOutcome[] = [];
  // A client that throws beside its promise must not take the other cases with it.
  process.on('uncaughtException', () => undefined);
  process.on('unhandledRejection', () => undefined);
  for (const each of hostileCases) {
    if ((each.slow ?? false) === job.slow) outcomes.push(await play(peer, each));
  }
  return outcomes;
}

async function play(peer: Peer, { name, expected, slow }: HostileCase): Promise<FramingOutcome> {
  let text = '';
  const seconds = !slow
    ? patience.quick
    : 'text' in expected
      ? patience.lateHeaders
      : patience.slow;
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), seconds * 1000);
  });
  const run = peer
    .stream(name, (piece) => (text += piece))
    .then(
      () => ('text' in expected && text === expected.text ? 'right' : 'ends as if all were well'),
      (error: unknown) => {
        if ('text' in expected) return `fails: ${wordsOf(error)}`;
        const { words = '' } = expected;
        return wordsOf(error).includes(words) ? 'right' : `loses the words: ${wordsOf(error)}`;
      },
    );
  const what = await Promise.race([run, hang]);
  clearTimeout(timer);
  return { name, passed: what === 'right', what: what.slice(0, 80) };
}

/** All that a caller can get out of an error. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const fields = JSON.stringify(error, (key, value: unknown) =>
    key !== '' && value instanceof Error ? value.message : value,
  );
  const words = `${error.message} ${fields}`.replaceAll('\\', '');
  return error.cause === undefined ? words : `${words} ${wordsOf(error.cause)}`;
}
