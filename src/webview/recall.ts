/** Walks through what was sent before, newest first, as the arrow keys do. */
export interface Recall {
  /** Steps back from the newest: 0 = the draft itself. */
  readonly depth: number;
}

/** Where the arrow key leads: the text to show, or undefined when there is nothing further. */
export function recall(
  sent: readonly string[],
  { depth }: Recall,
  direction: 'up' | 'down',
): { readonly depth: number; readonly text: string } | undefined {
  const next = direction === 'up' ? depth + 1 : depth - 1;
  if (next < 0 || next > sent.length) return undefined;
  return { depth: next, text: next === 0 ? '' : (sent.at(-next) ?? '') };
}
