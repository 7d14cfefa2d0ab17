import type { VNode } from 'preact';
import { useLanguage } from '../text.ts';

/** Lines added and removed, as `+12 −3`; a side without lines is left out. */
export function LineCounts(props: { readonly added: number; readonly removed: number }): VNode {
  const { t, count } = useLanguage();
  const { added, removed } = props;
  return (
    <span class="line-counts" role="img" aria-label={t('{0} added, {1} removed', added, removed)}>
      {(added > 0 || removed === 0) && <span class="added">+{count(added)}</span>}
      {removed > 0 && <span class="removed">−{count(removed)}</span>}
    </span>
  );
}
