import type { ViewSnapshot } from '../../../src/protocol/messages.ts';
import {
  conversationId,
  firstSteps,
  runId,
  snapshotOf,
  startedAt,
  task,
  writingCode,
} from './samples.ts';

/** A run that was cut off while its code was written, and what differs from that. */
export function interrupted(part: Partial<ViewSnapshot> = {}): ReturnType<typeof snapshotOf> {
  const events = [...firstSteps, ...writingCode].filter(({ type }) => type !== 'node-delta');
  return snapshotOf({
    conversation: {
      id: conversationId,
      title: task,
      createdAt: startedAt,
      items: [
        { kind: 'user', id: `${runId}-task`, at: startedAt, text: task },
        { kind: 'run', id: runId, at: startedAt, events, texts: {} },
      ],
    },
    resumable: [
      {
        runId,
        conversationId,
        task,
        finishedNodes: ['intent', 'planner', 'researcher', 'test_generator'],
        interruptedAt: startedAt,
      },
    ],
    ...part,
  });
}
