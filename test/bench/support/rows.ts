import { spread } from './statistics.ts';

/** One line of a bench's result. Plain JSON: what `--json` prints. */
export interface BenchRow {
  readonly case: string;
  readonly measure: string;
  /** Median of our figure. */
  readonly ours: number;
  /** Interquartile range of our figure over the rounds. */
  readonly iqr: number;
  /** Median of the peer's figure, or null where our figure itself is bounded. */
  readonly against: number | null;
  readonly peer: string | null;
  /** Median over the rounds of ours divided by the peer's of the same round. */
  readonly ratio: number | null;
  /** Limit of the ratio, or of our figure where there is no peer; null = only told. */
  readonly bound: Bound | null;
  readonly ok: boolean;
}

/** `most`: no more than this; `least`: no less. */
export interface Bound {
  readonly most?: number;
  readonly least?: number;
}

export interface BenchResult {
  readonly name: string;
  readonly ok: boolean;
  /** Rounds behind the medians; 1 where nothing is timed. */
  readonly rounds: number;
  readonly rows: readonly BenchRow[];
}

export function within(value: number, bound: Bound | null): boolean {
  if (bound === null) return true;
  return value <= (bound.most ?? Infinity) && value >= (bound.least ?? -Infinity);
}

/** A figure of ours with a limit of its own. */
export function plainRow(
  name: string,
  measure: string,
  ours: readonly number[],
  bound: Bound | null,
): BenchRow {
  const { median, iqr } = spread(ours);
  const common = { case: name, measure, ours: median, iqr, against: null, peer: null };
  return { ...common, ratio: null, bound, ok: within(median, bound) };
}

/** A figure of ours as a multiple of a peer's, round by round: noise hits both sides of a round. */
export function ratioRow(
  name: string,
  measure: string,
  ours: readonly number[],
  peer: string,
  theirs: readonly number[],
  bound: Bound | null,
): BenchRow {
  const { median, iqr } = spread(ours);
  const ratio = spread(ours.map((value, round) => value / (theirs[round] ?? NaN))).median;
  const against = spread(theirs).median;
  return {
    case: name,
    measure,
    ours: median,
    iqr,
    against,
    peer,
    ratio,
    bound,
    ok: within(ratio, bound),
  };
}

/** A case that could not be measured at all: never ok. */
export function missingRow(name: string, why: string): BenchRow {
  const common = { case: name, measure: why, ours: NaN, iqr: NaN, against: null, peer: null };
  return { ...common, ratio: null, bound: null, ok: false };
}

export function resultOf(name: string, rounds: number, rows: readonly BenchRow[]): BenchResult {
  return { name, ok: rows.length > 0 && rows.every(({ ok }) => ok), rounds, rows };
}
