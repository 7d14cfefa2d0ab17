import type { ModelCall } from '../protocol/messages.ts';
import type { Item } from './state.ts';

/** What a call is busy with. */
export type CallPhase = ModelCall['phases'][number]['phase'];

/** Phases in the order they usually come; also the order of the legend. */
export const callPhases: readonly CallPhase[] = [
  'queued',
  'connecting',
  'retrying',
  'loading',
  'prompt',
  'thinking',
  'writing',
  'working',
];

/** A stretch of a call, wall-clock milliseconds. */
export interface Segment {
  readonly phase: CallPhase;
  readonly from: number;
  readonly to: number;
}

/** When a call ended; one that goes on has lasted until `now`, whatever the page's clock says. */
export function endOf(call: ModelCall, now: number): number {
  return call.endedAt ?? Math.max(now, call.startedAt, call.phases.at(-1)?.at ?? now);
}

/** What a call was busy with; what goes on lasts until `now`. */
export function segmentsOf(call: ModelCall, now: number): readonly Segment[] {
  const end = endOf(call, now);
  return call.phases.flatMap(({ phase, at }, index) => {
    const to = call.phases[index + 1]?.at ?? end;
    return to > at ? [{ phase, from: at, to }] : [];
  });
}

/** Milliseconds of each phase, and what chats among the calls read and wrote. */
export interface CallTotals {
  readonly phases: Readonly<Record<CallPhase, number>>;
  /** Sum of all phases. */
  readonly busyMs: number;
  readonly promptTokens: number;
  readonly replyTokens: number;
  /** Calls for which a model was loaded. */
  readonly loads: number;
}

/** Adds up calls. */
export function totalsOf(calls: readonly ModelCall[], now: number): CallTotals {
  const phases: Record<CallPhase, number> = {
    queued: 0,
    connecting: 0,
    retrying: 0,
    loading: 0,
    prompt: 0,
    thinking: 0,
    writing: 0,
    working: 0,
  };
  for (const call of calls) {
    for (const { phase, from, to } of segmentsOf(call, now)) phases[phase] += to - from;
  }
  const sum = (key: 'promptTokens' | 'replyTokens'): number =>
    calls.reduce((total, call) => total + (call.kind === undefined ? call[key] : 0), 0);
  return {
    phases,
    busyMs: Object.values(phases).reduce((total, ms) => total + ms, 0),
    promptTokens: sum('promptTokens'),
    replyTokens: sum('replyTokens'),
    loads: calls.filter((call) => call.phases.some(({ phase }) => phase === 'loading')).length,
  };
}

/** The phase most of the time went into; undefined when no time did. */
export function mainPhase({ phases }: CallTotals): CallPhase | undefined {
  const [first] = callPhases.toSorted((one, other) => phases[other] - phases[one]);
  return first !== undefined && phases[first] > 0 ? first : undefined;
}

/** Tokens per second over some milliseconds; undefined for less than a quarter of a second. */
export function speedOf(tokens: number, milliseconds: number): number | undefined {
  return tokens === 0 || milliseconds < 250 ? undefined : (tokens * 1000) / milliseconds;
}

/** One line of the chart: calls of a lane on a host that do not overlap. */
export interface ChartRow {
  readonly host: string;
  readonly lane: ModelCall['lane'];
  /** True for the first row of a host and lane, which names them. */
  readonly isNamed: boolean;
  readonly calls: readonly ModelCall[];
}

const laneOrder: readonly ModelCall['lane'][] = ['interactive', 'agent', 'background'];

/** Calls by host and lane; those that overlap stand below each other. */
export function chartRows(calls: readonly ModelCall[], now: number): readonly ChartRow[] {
  const groups = Map.groupBy(calls, ({ host, lane }) => JSON.stringify([host, lane]));
  return [...groups.values()]
    .toSorted(([one], [other]) => compare(one, other))
    .flatMap((group) => {
      const rows: ModelCall[][] = [];
      for (const call of group) {
        const free = rows.find((row) => (row.at(-1)?.endedAt ?? now) <= call.startedAt);
        if (free) free.push(call);
        else rows.push([call]);
      }
      const [{ host, lane }] = group as [ModelCall];
      return rows.map((row, index) => ({ host, lane, isNamed: index === 0, calls: row }));
    });
}

function compare(one: ModelCall | undefined, other: ModelCall | undefined): number {
  if (!one || !other) return 0;
  const byHost = one.host.localeCompare(other.host);
  return byHost || laneOrder.indexOf(one.lane) - laneOrder.indexOf(other.lane);
}

/** Calls that belong together: those of a run, or those outside the conversation shown. */
export interface CallGroup {
  readonly key: string;
  /** Task of the run; undefined for calls of other conversations and of code at the cursor. */
  readonly task: string | undefined;
  readonly calls: readonly ModelCall[];
  readonly from: number;
  readonly to: number;
}

/** Groups by run, the newest first. */
export function groupCalls(
  calls: readonly ModelCall[],
  items: readonly Item[],
  now: number,
): readonly CallGroup[] {
  const tasks = new Map(
    items.flatMap((item, index) => {
      const before = items[index - 1];
      return item.kind === 'run'
        ? [[item.run.runId, before?.kind === 'user' ? before.text : ''] as const]
        : [];
    }),
  );
  const keyOf = ({ runId }: ModelCall): string =>
    runId !== undefined && tasks.has(runId) ? runId : '';
  return [...Map.groupBy(calls, keyOf)]
    .map(([key, group]) => ({
      key,
      task: tasks.get(key),
      calls: group,
      from: Math.min(...group.map(({ startedAt }) => startedAt)),
      to: Math.max(...group.map((call) => endOf(call, now))),
    }))
    .toSorted((one, other) => other.from - one.from);
}
