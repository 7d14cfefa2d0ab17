import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useActions } from '../actions.ts';
import { groupCalls } from '../activity.ts';
import type { ViewState } from '../state.ts';
import { useLanguage } from '../text.ts';
import { CallGroupView } from './callGroupView.tsx';
import { IconButton } from './icon.tsx';
import { PanelFrame } from './panelFrame.tsx';

/** How often bars of calls that go on grow (ms). */
const tick = 500;

/** What models did and do: where the time goes, by run. */
export function ActivityPanel({ state }: { readonly state: ViewState }): VNode {
  const { t } = useLanguage();
  const { post } = useActions();
  const { calls, conversationId, items, clockOffset = 0 } = state;
  const [now, setNow] = useState(Date.now());
  const isLive = calls?.some(({ endedAt }) => endedAt === undefined) === true;
  useEffect(() => {
    post({ type: 'watch-activity', isOn: true });
    return () => post({ type: 'watch-activity', isOn: false });
  }, [conversationId]);
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setInterval(() => setNow(Date.now()), tick);
    return () => clearInterval(timer);
  }, [isLive]);
  const hostNow = now - clockOffset;
  const groups = groupCalls(calls ?? [], items, hostNow);
  return (
    <PanelFrame
      title={t('Activity')}
      testId="activity"
      tools={
        <IconButton
          icon="export"
          label={t('Export')}
          testId="activity-export"
          onClick={() => post({ type: 'export-activity' })}
        />
      }
    >
      <div class="panel-body activity">
        {calls && groups.length === 0 && (
          <p class="panel-empty">
            {t('No model has been called here yet. Send a task to see where its time goes.')}
          </p>
        )}
        {groups.map((group, index) => (
          <CallGroupView key={group.key} group={group} now={hostNow} isFirst={index === 0} />
        ))}
      </div>
    </PanelFrame>
  );
}
