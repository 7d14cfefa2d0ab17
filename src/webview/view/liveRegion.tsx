import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { announcement, lastRun } from '../announcement.ts';
import type { ViewState } from '../state.ts';
import { useLanguage } from '../text.ts';

/** Milliseconds a text must hold before it is told: steps that rules decide come in a burst. */
const settle = 500;

/** The one place a screen reader hears from: steps, delays and ends, never single tokens. */
export function LiveRegion({ state }: { readonly state: ViewState }): VNode {
  const language = useLanguage();
  const follows = useRef<string>(undefined);
  const run = lastRun(state);
  if (run && !run.end) follows.current = run.runId;
  const text = announcement(state, language, follows.current);
  const [told, setTold] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setTold(text), settle);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="visually-hidden" role="status" aria-live="polite" data-testid="live">
      {told}
    </div>
  );
}
