import type { Item } from './state.ts';

/**
 * Has a later run of the conversation proposed something for the same files? Its changes build on
 * the files as they are, so that those of the earlier run no longer fit once it is applied.
 */
export function isReplaced(item: Item, items: readonly Item[]): boolean {
  const earlier = openProposal(item);
  if (!earlier) return false;
  const paths = new Set(earlier.files.map(({ path }) => path));
  const next = items.indexOf(item) + 1;
  return items
    .slice(next)
    .some((later) => openProposal(later)?.files.some(({ path }) => paths.has(path)) === true);
}

function openProposal(item: Item) {
  const proposal = item.kind === 'run' ? item.run.proposal : undefined;
  return proposal?.state === 'open' ? proposal : undefined;
}
