import type { NodeName } from '../../src/workflow/events.ts';
import type { Row } from './cases.ts';
import { solvedShare, totalsOf, type Outcome } from './outcome.ts';

/** What the graph did with every node, and with one of them left out in turn. */
export interface Ablation {
  readonly whole: readonly Outcome[];
  readonly without: ReadonlyMap<NodeName, readonly Outcome[]>;
}

/** Measures the whole graph, then it without each of `nodes` in turn. */
export async function ablate(
  nodes: readonly NodeName[],
  measure: (without: NodeName | undefined) => Promise<readonly Outcome[]>,
): Promise<Ablation> {
  const whole = await measure(undefined);
  const without = new Map<NodeName, readonly Outcome[]>();
  for (const node of nodes) without.set(node, await measure(node));
  return { whole, without };
}

/** What a node adds: solved tasks in points, and what it costs a run. */
export interface Worth {
  readonly node: NodeName;
  /** Points of 100 by which fewer tasks are solved without it. */
  readonly points: number;
  /** The same for what was claimed as verified and is wrong: points more without it. */
  readonly wrongClaims: number;
  /** Tokens and seconds a run that it costs; below 0 it saves them. */
  readonly tokens: number;
  readonly seconds: number;
}

/** What each node adds and costs, in the order of the graph. */
export function worthOf({ whole, without }: Ablation): readonly Worth[] {
  const per = (outcomes: readonly Outcome[], key: 'tokens' | 'seconds'): number =>
    totalsOf(outcomes)[key] / outcomes.length;
  return [...without].map(([node, outcomes]) => ({
    node,
    points: (solvedShare(whole) - solvedShare(outcomes)) * 100,
    wrongClaims: (wrongShare(outcomes) - wrongShare(whole)) * 100,
    tokens: per(whole, 'tokens') - per(outcomes, 'tokens'),
    seconds: per(whole, 'seconds') - per(outcomes, 'seconds'),
  }));
}

function wrongShare(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ claimed, solved }) => claimed && !solved).length / outcomes.length;
}

/** The worth of the nodes as a table of text. */
export function ablationText(name: string, ablation: Ablation): string {
  const { runs, solved, tokens } = totalsOf(ablation.whole);
  const signed = (value: number, digits: number): string =>
    `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
  return [
    `\n${name}: whole graph ${solved}/${runs} solved, ${Math.round(tokens / runs)} tokens a run`,
    `  ${'node'.padEnd(15)} ${'adds'.padEnd(13)} ${'keeps off'.padEnd(24)} costs a run`,
    ...worthOf(ablation).map(({ node, points, wrongClaims, ...cost }) => {
      const adds = `${signed(points, 1)} points`.padEnd(13);
      const keeps = `${signed(wrongClaims, 1)} points wrong claims`.padEnd(24);
      const costs = `${signed(cost.tokens, 0)} tokens, ${signed(cost.seconds, 2)} s`;
      return `  ${node.padEnd(15)} ${adds} ${keeps} ${costs}`;
    }),
  ].join('\n');
}

/** The same as rows, for `--json`; they hold no bound. */
export function ablationRows(name: string, ablation: Ablation): readonly Row[] {
  const round = (value: number): number => Math.round(value * 100) / 100;
  return worthOf(ablation).flatMap(({ node, points, wrongClaims, tokens, seconds }) =>
    Object.entries({ points, wrongClaims, tokens, seconds }).map(([measure, value]) => ({
      case: `${name}, without ${node}`,
      measure,
      ours: round(value),
      bound: 'shown',
      ok: true,
    })),
  );
}
