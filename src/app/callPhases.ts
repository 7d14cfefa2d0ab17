import type { ModelCall } from './callLog.ts';

type Phases = ModelCall['phases'];

/**
 * While a model is loaded and the prompt is read, a server says nothing; afterwards it says how
 * long loading took. The rest of that time went into the prompt.
 */
export function splitLoading(phases: Phases, loadMs: number): Phases {
  const index = phases.findIndex(({ phase }) => phase === 'loading');
  const loading = phases[index];
  const next = phases[index + 1];
  if (!loading || !next || next.phase === 'prompt' || next.phase === 'retrying') return phases;
  const at = loading.at + Math.max(0, loadMs);
  if (at >= next.at) return phases;
  return phases.toSpliced(index + 1, 0, { phase: 'prompt', at });
}
