import equal from 'fast-deep-equal';
import type { ConversationItem, ViewSnapshot } from '../protocol/messages.ts';
import { runFromItem } from './foldRun.ts';
import { filesThere } from './knownFiles.ts';
import { initialState, type Item, type ViewState } from './state.ts';
import { without } from './without.ts';

/** The state as the host has it, with what this page knows besides. */
export function fromSnapshot(state: ViewState, snapshot: ViewSnapshot, seq: number): ViewState {
  const { conversation, activeRunId } = snapshot;
  const sameRun = activeRunId !== undefined && activeRunId === state.stopping;
  const { calls, clockOffset, notice, compose, pending, panel, editing, forkOf } = state;
  const items = keepSame(conversation.items.map(toItem), state.items);
  const isSame = conversation.id === state.conversationId;
  const isExpected = isSame || state.isForking === true;
  const waits = isExpected && pending !== undefined && activeRunId === undefined;
  const last = items.at(-1);
  const alreadyIn = last?.kind === 'user' && last.text === pending;
  return {
    ...without(snapshot, 'conversation', 'activeRunId'),
    sync: 'live',
    seq,
    conversationId: conversation.id,
    items,
    files: isSame ? filesThere(state.files) : initialState.files,
    ...(conversation.earlier !== undefined && { earlier: conversation.earlier }),
    ...(activeRunId !== undefined && { activeRunId }),
    ...(sameRun && { stopping: activeRunId }),
    ...(waits && !alreadyIn && { pending }),
    ...(notice && isSame && { notice }),
    ...(compose && { compose }),
    ...(calls && isSame && { calls }),
    ...(panel && (isSame || panel === 'activity') && { panel }),
    ...(forkOf !== undefined && (isSame || forkOf === state.conversationId) && { forkOf }),
    ...(editing && (isSame || isEdited(state, items)) && { editing }),
    ...(clockOffset !== undefined && { clockOffset }),
  };
}

/** A page that is loaded again goes on asking differently, if the message is still there. */
function isEdited({ sync, editing }: ViewState, items: readonly Item[]): boolean {
  const isRun = (item: Item): boolean => item.kind === 'run' && item.run.runId === editing?.runId;
  return sync === 'waiting' && items.some(isRun);
}

function toItem(item: ConversationItem): Item {
  return item.kind === 'user' ? item : { kind: 'run', id: item.id, run: runFromItem(item) };
}

/** The items, each the object it was before where nothing in it has changed: it is not rendered again. */
function keepSame(items: readonly Item[], before: readonly Item[]): readonly Item[] {
  const known = new Map(before.map((item) => [item.id, item]));
  return items.map((item) => {
    const old = known.get(item.id);
    return old && equal(old, item) ? old : item;
  });
}
