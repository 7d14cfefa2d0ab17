import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { insertMentions, spaced } from '../mention.ts';
import type { ViewState } from '../state.ts';
import { without } from '../without.ts';
import type { PageState } from '../vsCodeApi.ts';

/** What is being written, and how to change it. */
export interface Draft {
  readonly page: PageState;
  readonly change: (part: Partial<PageState>) => void;
}

/**
 * The message that is being written: kept over reloads, replaced by what the host or an edit puts
 * there, and given back when it could not be sent.
 */
export function useDraft(
  { compose, editing, notice, pending, panel }: ViewState,
  {
    input,
    kept,
    keep,
  }: {
    readonly input: RefObject<HTMLTextAreaElement | null>;
    readonly kept: PageState;
    readonly keep: (page: PageState) => void;
  },
): Draft {
  const [page, setPage] = useState(() => without(kept, 'insteadOf'));
  const change = (part: Partial<PageState>): void => setPage((old) => ({ ...old, ...part }));
  // Not after the next paint: a page that goes away before it would lose the last change.
  useLayoutEffect(
    () => keep(editing ? { ...page, insteadOf: editing.runId } : page),
    [page, editing],
  );
  useLayoutEffect(() => {
    if (!compose) return;
    const { text, mode, isInserted } = compose;
    if (isInserted && input.current) insertMentions(input.current, text);
    else change({ draft: isInserted ? page.draft + spaced(page.draft, text, '') : text });
    if (mode) change({ mode });
    input.current?.focus();
  }, [compose]);
  useLayoutEffect(() => {
    if (!editing) return;
    change({ draft: editing.text });
    input.current?.focus();
  }, [editing]);
  const lastPanel = useRef(panel);
  // With the paint, not after it: the first keys after the panel go to the composer.
  useLayoutEffect(() => {
    if (lastPanel.current && !panel) input.current?.focus();
    lastPanel.current = panel;
  }, [panel]);
  const lastPending = useRef(pending);
  useEffect(() => {
    const refused = notice && lastPending.current !== undefined && pending === undefined;
    // What could not be sent goes back to where it was typed, unless something else is there.
    const text = lastPending.current ?? '';
    if (refused) setPage((old) => (old.draft === '' ? { ...old, draft: text } : old));
    lastPending.current = pending;
  }, [pending, notice]);
  return { page, change };
}
