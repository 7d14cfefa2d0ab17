import { bounds } from '../bounds.ts';
import { attempt, type BenchOptions } from '../support/bench.ts';
import { runWorker, startServer, type ServerProcess } from '../support/processes.ts';
import { startRealOllama } from '../support/realOllama.ts';
import { interleave } from '../support/rounds.ts';
import { plainRow, ratioRow, type BenchRow } from '../support/rows.ts';
import { spread } from '../support/statistics.ts';
import { patience, type AbortTrial, type Phase } from '../tasks/abort.ts';
import type { NextRequestFigures, NextRequestJob } from '../tasks/nextRequest.ts';
import type { SeenRequest } from '../servers/raw.ts';

const peers = ['ours', 'fetch', 'ollama', 'aiSdk'] as const;
const phases: readonly Phase[] = ['before headers', 'pending call', 'mid-stream', 'loop'];
const realPeers = ['ours', 'ollama'] as const;

/** A trial as the server saw it. */
interface Outcome {
  readonly phase: Phase;
  readonly closed: boolean;
  /** Milliseconds from the cancelling until the server saw the end; NaN where it never did. */
  readonly afterMs: number;
}

/** Does cancelling reach the server, and how soon? */
export async function measure(options: BenchOptions): Promise<readonly BenchRow[]> {
  return [
    ...(await attempt('scripted', () => scripted(options))),
    ...(await attempt('real', () => real(options))),
  ];
}

async function scripted({ rounds, say }: BenchOptions): Promise<BenchRow[]> {
  const server = await startServer('raw');
  try {
    say('cancelled calls');
    const figures = await interleave(rounds, peers, (peer, round) => cancel(server, peer, round));
    return (['queued', ...phases] as const).flatMap((phase) => {
      const of = (peer: (typeof peers)[number]): Outcome[] =>
        figures[peer].flat().filter((each) => each.phase === phase);
      const times = of('ours').map((each) => each.afterMs);
      const others = peers.filter((peer) => peer !== 'ours' && phase !== 'queued');
      return [
        plainRow(phase, 'share closed', [closedShare(of('ours'))], bounds.abort.closed),
        plainRow(phase, 'ms until closed', times, bounds.abort.median),
        plainRow(phase, 'most ms until closed', [Math.max(...times)], bounds.abort.max),
        ...others.map((peer) => ({
          ...plainRow(phase, 'share closed, theirs', [closedShare(of('ours'))], null),
          peer,
          against: closedShare(of(peer)),
        })),
      ];
    });
  } finally {
    await server.end();
  }
}

async function cancel(server: ServerProcess, peer: string, round: number): Promise<Outcome[]> {
  const own = peer === 'ours';
  const trials = await runWorker<AbortTrial[]>({
    task: 'abort',
    url: server.url,
    peer,
    phases: own ? ['queued', ...phases] : phases,
    trials: own ? 4 : 1,
    run: String(round),
  });
  const seen = new Map(await server.ask<[string, SeenRequest][]>('seen'));
  // A call that was cancelled before it reached the server is no trial of its phase.
  return trials
    .filter(({ phase, model }) => phase === 'queued' || seen.has(model))
    .map((trial) => outcomeOf(trial, seen.get(trial.model)));
}

/** A queued call must never reach the server; any other must be closed there. */
function outcomeOf(trial: AbortTrial, seen: SeenRequest | undefined): Outcome {
  const { phase, at, settledAt } = trial;
  const end = phase === 'queued' ? settledAt : (seen?.closedAt ?? 0);
  const closed = end > 0 && end - at <= patience * 1000 && (phase !== 'queued' || !seen);
  return { phase, closed, afterMs: closed ? Math.max(0, end - at) / 1000 : NaN };
}

function closedShare(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ closed }) => closed).length / outcomes.length;
}

/** What a leak costs: the next small request on a real server with one slot. */
async function real({ rounds, say }: BenchOptions): Promise<BenchRow[]> {
  const ollama = await startRealOllama(1, say);
  try {
    say('the next request on a real Ollama');
    const { url, model } = ollama;
    const figures = await interleave(rounds, realPeers, (peer) =>
      runWorker<NextRequestFigures>({
        task: 'nextRequest',
        url,
        peer,
        model,
      } satisfies NextRequestJob),
    );
    const rowOf = (peer: (typeof realPeers)[number]): BenchRow =>
      ratioRow(
        `real, after ${peer === 'ours' ? 'our' : `${peer}'s`} break`,
        'next request, ms',
        figures[peer].map((each) => each.afterLeaving),
        'undisturbed',
        figures[peer].map(() => spread(figures.ours.map((each) => each.undisturbed)).median),
        peer === 'ours' ? bounds.abort.next : null,
      );
    return [rowOf('ours'), rowOf('ollama')];
  } finally {
    await ollama.end();
  }
}
