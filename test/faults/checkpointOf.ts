import type { LogRecord } from '../../src/workflow/checkpoints/record.ts';

/** The saved state of a run after a step, of the size that states have. */
export function checkpointOf(step: number): LogRecord {
  const id = `step-${step}`;
  const values = { iteration: step, text: 'x'.repeat(2_000) };
  const ids = { v: 1, kind: 'checkpoint', thread: 'run-1', ns: '', id } as const;
  const versions = { channel_versions: {}, versions_seen: {} };
  const checkpoint = { v: 4, id, ts: '2026-01-01T00:00:00.000Z', channel_values: values };
  return { ...ids, checkpoint: { ...checkpoint, ...versions }, metadata: {} };
}
