import type { CallRecord } from '../llm/modelClient.ts';
import type { ModelCall } from './callLog.ts';

/** The record of a call that was no chat, as the activity shows it; undefined for a chat. */
export function toModelCall(record: CallRecord, id: string): ModelCall | undefined {
  const { kind, label, lane, model, host, at, queuedMs, attempts, outcome } = record;
  if (kind === 'chat') return undefined;
  const workMs = record.firstTokenMs + record.replyMs;
  const endedAt = at + record.totalMs;
  return {
    id,
    kind,
    label,
    lane,
    model,
    host,
    startedAt: at,
    endedAt,
    phases: [
      ...(queuedMs > 0 ? [{ phase: 'queued' as const, at }] : []),
      { phase: 'connecting', at: at + queuedMs },
      { phase: 'working', at: Math.max(at + queuedMs, endedAt - workMs) },
    ],
    promptTokens: record.promptTokens,
    replyTokens: 0,
    attempts,
    outcome,
  };
}
