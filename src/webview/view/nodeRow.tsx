import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { NodeName } from '../../protocol/messages.ts';
import { nodeLabel } from '../../protocol/nodeLabel.ts';
import { phaseText } from '../format.ts';
import { writesCode } from '../nodes.ts';
import type { NodeState, NodeStatus } from '../run.ts';
import { useLanguage, type Translate } from '../text.ts';
import { Elapsed } from './elapsed.tsx';
import { Icon } from './icon.tsx';
import { LiveText } from './liveText.tsx';
import { NodeDetail } from './nodeDetail.tsx';

/** How a step is shown: one that was being done when its run was cut off is done by nobody. */
type ShownStatus = NodeStatus | 'interrupted';

const icons: Readonly<Record<ShownStatus, string>> = {
  pending: 'circle-large',
  running: 'loading',
  interrupted: 'debug-pause',
  done: 'pass',
  failed: 'error',
  skipped: 'circle-slash',
};

/** One step of a run: state, what it is busy with, time, result in a line, details on demand. */
export function NodeRow(props: {
  readonly name: NodeName;
  readonly node: NodeState;
  /** Nobody works on the run. */
  readonly isInterrupted: boolean;
  /** The run came to its end: what it left out, it did not need. */
  readonly isRunWhole: boolean;
  readonly clockOffset: number;
}): VNode {
  const { name, node } = props;
  const language = useLanguage();
  const { t, tell, elapsed } = language;
  const detailId = useId();
  const [isOpen, setOpen] = useState(false);
  const isCutOff = props.isInterrupted && node.status === 'running';
  const status: ShownStatus = isCutOff ? 'interrupted' : node.status;
  const isRunning = status === 'running';
  const last = node.attempts.at(-1);
  const hasDetail =
    node.attempts.length > 0 || node.stream.text !== '' || node.stream.thinking !== '';
  // What is open begins with it.
  const summary = last && !isRunning && !isOpen ? tell(last.summary) : '';
  const phase = isRunning ? phaseText(language, node.stream) : '';
  return (
    <li
      class={`node ${status}`}
      data-testid={`node-${name}`}
      data-state={status}
      data-phase={isRunning ? node.stream.phase : undefined}
      aria-current={isRunning ? 'step' : undefined}
    >
      <button
        type="button"
        class="node-row"
        aria-expanded={hasDetail ? isOpen : undefined}
        aria-controls={hasDetail && isOpen ? detailId : undefined}
        disabled={!hasDetail}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={icons[status]} class="node-icon" />
        <span class="node-label">{nodeLabel(t, name)}</span>
        <span class="visually-hidden">{statusText(t, status, props.isRunWhole)}</span>
        {node.attempt > 1 && <span class="badge">{t('attempt {0}', node.attempt)}</span>}
        <span class="node-summary" title={summary}>
          <span>{summary}</span>
        </span>
        <span class="node-time">
          {isRunning && node.startedAt !== undefined && (
            <Elapsed key={node.attempt} since={node.startedAt} clockOffset={props.clockOffset} />
          )}
          {!isRunning && last && elapsed(last.elapsedMs)}
        </span>
      </button>
      {phase !== '' && (
        <div class="node-phase" data-testid="node-phase">
          {phase}
        </div>
      )}
      {isRunning && !isOpen && <LiveText stream={node.stream} isCode={writesCode(name)} />}
      {isOpen && hasDetail && (
        <div class="node-detail" id={detailId}>
          <NodeDetail node={node} isCode={writesCode(name)} />
        </div>
      )}
    </li>
  );
}

function statusText(t: Translate, status: ShownStatus, isRunWhole: boolean): string {
  switch (status) {
    case 'pending':
      return t('not started');
    case 'running':
      return t('running');
    case 'interrupted':
      return t('interrupted');
    case 'done':
      return t('done');
    case 'failed':
      return t('failed');
    case 'skipped':
      return isRunWhole ? t('not needed') : t('not reached');
  }
}
