import { createPool } from '../peers/ours.ts';
import { connectPeer, messages, type Peer } from '../peers/peer.ts';
import { sharedMicros } from '../support/cpu.ts';
import type { Job } from '../support/processes.ts';

/** When a call is cancelled; only ours has a queue. */
export type Phase = 'queued' | 'before headers' | 'pending call' | 'mid-stream' | 'loop';

export interface AbortJob extends Job {
  readonly peer: string;
  readonly url: string;
  readonly phases: readonly Phase[];
  /** Of each phase. */
  readonly trials: number;
  /** Keeps the model names of different workers apart. */
  readonly run: string;
}

/** One cancelled call. */
export interface AbortTrial {
  readonly phase: Phase;
  /** Name by which the server knows it. */
  readonly model: string;
  /** When it was cancelled, in microseconds of the shared clock. */
  readonly at: number;
  /** When its caller was free; 0 = not within the patience. */
  readonly settledAt: number;
}

/** Milliseconds after which the server has seen a request, unless the machine is very busy. */
const arrival = 50;
/** Milliseconds a caller or a server may take to notice; whoever needs longer has leaked. */
export const patience = 250;

export async function task(job: AbortJob): Promise<AbortTrial[]> {
  const peer = await connectPeer(job.peer, job.url, { atOnce: 2 });
  for (let index = 0; index < 4; index++) await peer.stream('flood:1000', () => undefined);
  const trials: AbortTrial[] = [];
  // The first trial of a phase runs cold code.
  for (let index = -1; index < job.trials; index++) {
    for (const phase of job.phases) {
      const end = `#${job.peer}-${phase.replace(' ', '-')}-${job.run}-${index}`;
      const trial = await cancel(peer, job.url, phase, end);
      if (index >= 0) trials.push(trial);
    }
  }
  await pause(patience);
  return trials;
}

function cancel(peer: Peer, url: string, phase: Phase, end: string): Promise<AbortTrial> {
  if (phase === 'queued') return cancelQueued(url, end);
  if (phase === 'loop') return leaveLoop(peer, end);
  return cancelRunning(peer, phase, end);
}

async function cancelRunning(peer: Peer, phase: Phase, end: string): Promise<AbortTrial> {
  const abort = new AbortController();
  const model = (phase === 'mid-stream' ? 'drip' : 'mute') + end;
  const fifth = counter(5);
  const running =
    phase === 'pending call'
      ? peer.call(model, abort.signal)
      : peer.stream(model, fifth.count, abort.signal);
  const settled = running.then(sharedMicros, sharedMicros);
  await (phase === 'mid-stream' ? fifth.reached : pause(arrival));
  const at = sharedMicros();
  abort.abort();
  return { phase, model, at, settledAt: await soon(settled) };
}

async function leaveLoop(peer: Peer, end: string): Promise<AbortTrial> {
  const model = `drip${end}`;
  let at = 0;
  const fifth = counter(5);
  const left = peer.leave(model, (text) => {
    if (fifth.count(text)) at = sharedMicros();
    return at > 0;
  });
  const settled = left.then(sharedMicros, sharedMicros);
  await fifth.reached;
  return { phase: 'loop', model, at, settledAt: await soon(settled) };
}

/** A pool with one permit, which a call that never ends has taken. */
async function cancelQueued(url: string, end: string): Promise<AbortTrial> {
  const pool = createPool(url, { atOnce: 1 });
  const blocker = new AbortController();
  const held = pool
    .generate({ model: `mute-blocker${end}`, messages }, { signal: blocker.signal })
    .catch(() => undefined);
  const abort = new AbortController();
  const model = `mute${end}`;
  const settled = pool
    .generate({ model, messages }, { signal: abort.signal })
    .then(sharedMicros, sharedMicros);
  await pause(arrival);
  const at = sharedMicros();
  abort.abort();
  const settledAt = await soon(settled);
  blocker.abort();
  await held;
  await pool.close();
  return { phase: 'queued', model, at, settledAt };
}

/** Counts pieces that carry text. */
function counter(limit: number): {
  readonly count: (text: string) => boolean;
  readonly reached: Promise<unknown>;
} {
  let seen = 0;
  let reach: (value: unknown) => void = () => undefined;
  const reached = new Promise((resolve) => (reach = resolve));
  return {
    count: (text) => {
      if (text === '' || ++seen < limit) return false;
      reach(undefined);
      return true;
    },
    reached,
  };
}

function soon(settled: Promise<number>): Promise<number> {
  return Promise.race([settled, pause(patience).then(() => 0)]);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
