import type { ModelClass } from '../agents/modelClass.ts';

/** Nodes that ask a model and whose work rules can do, each in its way. */
export const sparableNodes = [
  'planner',
  'test_generator',
  'debugger',
  'fixer',
  'reflection',
  'critic',
] as const;
export type SparableNode = (typeof sparableNodes)[number];

/** For which classes of models a node's questions only cost. */
export type SparedNodes = Readonly<Partial<Record<SparableNode, readonly ModelClass[]>>>;

/**
 * What `npm run eval -- --without each` says (test/eval/RESULTS.md): a node stands here with the
 * classes of models for which its questions add no solved tasks and keep off no wrong claims. Of the
 * tokens of a run, these took 47 of 100 with 3B and 55 with 7B. Large models were not measured.
 */
export const sparedNodes: SparedNodes = {
  planner: ['small', 'medium'],
  debugger: ['small', 'medium'],
  fixer: ['small', 'medium'],
  reflection: ['small', 'medium'],
  critic: ['small', 'medium'],
};

/**
 * Nodes of the default graph that ask no model of a class: their rules decide. A model whose size
 * nobody knows takes the full graph.
 */
export function nodesByRules(
  modelClass: ModelClass | undefined,
  spared: SparedNodes = sparedNodes,
): readonly SparableNode[] {
  if (modelClass === undefined) return [];
  return sparableNodes.filter((node) => spared[node]?.includes(modelClass));
}
