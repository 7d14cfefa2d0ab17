import type { NodeName } from '../protocol/messages.ts';
import { nodeOf, type RunState } from './run.ts';

/** Pairs the graph starts at once; `src/workflow/graph.ts` has the edges. */
const pairs: readonly (readonly [NodeName, NodeName])[] = [
  ['planner', 'researcher'],
  ['reflection', 'critic'],
];

/**
 * The steps in their order, those of a pair together where both were at work at the same time. A
 * step that rules decide takes no time, so it runs beside nothing.
 */
export function besideEachOther(
  run: RunState,
  names: readonly NodeName[],
): readonly (readonly NodeName[])[] {
  const groups: NodeName[][] = [];
  for (const name of names) {
    const before = groups.at(-1);
    const first = before?.[0];
    const isPair = pairs.some((pair) => pair[0] === first && pair[1] === name);
    if (before && first && isPair && overlap(run, first, name)) before.push(name);
    else groups.push([name]);
  }
  return groups;
}

function overlap(run: RunState, one: NodeName, other: NodeName): boolean {
  const [a, b] = [span(run, one), span(run, other)];
  return a !== undefined && b !== undefined && a.from < b.to && b.from < a.to;
}

/** Wall-clock milliseconds of the last attempt; without an end while it goes on or was cut off. */
function span(run: RunState, name: NodeName): { from: number; to: number } | undefined {
  const { status, startedAt, attempt, attempts } = nodeOf(run, name);
  if (startedAt === undefined || status === 'pending') return undefined;
  const ended = attempts.find((each) => each.attempt === attempt);
  return { from: startedAt, to: ended ? startedAt + ended.elapsedMs : Infinity };
}
