import type { Phase, Rate, Stream } from './run.ts';
import { without } from './without.ts';

/** Characters a token has on average; only for servers' pieces the host did not count. */
const charactersPerToken = 4;

/** Enters a phase; the rate starts anew with each one. */
export function enterPhase(stream: Stream, phase: Phase, at: number, position?: number): Stream {
  const { rate } = stream;
  const thinks = phase === 'thinking';
  return {
    ...without(stream, 'position', 'rate'),
    phase,
    ...(position !== undefined && { position }),
    ...(rate && phase === stream.phase && { rate }),
    ...(thinks && stream.thinkingFrom === undefined && { thinkingFrom: at }),
    ...(!thinks && stream.phase === 'thinking' && { thinkingTo: at }),
  };
}

/** Adds streamed text. `pieces`: stream pieces joined in it, 0 when nobody counted. */
export function addDelta(
  stream: Stream,
  channel: 'text' | 'thinking',
  text: string,
  at: number,
  pieces: number,
): Stream {
  const phase = channel === 'text' ? 'writing' : 'thinking';
  const entered = stream.phase === phase ? stream : enterPhase(stream, phase, at);
  const estimated = pieces === 0;
  const tokens = estimated ? text.length / charactersPerToken : pieces;
  const rate = entered.rate ?? { since: at, tokens: 0 };
  return {
    ...entered,
    [channel]: entered[channel] + text,
    rate: { since: rate.since, until: at, tokens: rate.tokens + tokens, estimated },
  };
}

/** Tokens per second since the phase began, once there is a second of it to measure. */
export function tokensPerSecond({ since, until, tokens }: Rate): number | undefined {
  const milliseconds = until - since;
  return milliseconds < 1000 ? undefined : (tokens * 1000) / milliseconds;
}

/** Ends thinking that no text followed. */
export function endStream(stream: Stream, at: number): Stream {
  const kept = without(stream, 'phase', 'position', 'rate');
  return stream.phase === 'thinking' ? { ...kept, thinkingTo: at } : kept;
}
