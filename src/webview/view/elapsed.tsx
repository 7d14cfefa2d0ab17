import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLanguage } from '../text.ts';

/** Time since `since` (the host's wall-clock milliseconds), ticking; only this text renders. */
export function Elapsed(props: { readonly since: number; readonly clockOffset: number }): VNode {
  const { t, elapsed } = useLanguage();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const whole = Math.floor((now - props.clockOffset - props.since) / 1000) * 1000;
  const shown = Math.max(0, whole);
  return <span class="elapsed">{shown < 10_000 ? t('{0}s', shown / 1000) : elapsed(shown)}</span>;
}
