import type { ModelCall, RunEvent, ToView } from '../protocol/messages.ts';
import { foldRun } from './foldRun.ts';
import { fromSnapshot } from './fromSnapshot.ts';
import { filesThere } from './knownFiles.ts';
import { emptyRun } from './run.ts';
import type { Action, Item, LocalAction, ViewState } from './state.ts';
import { without } from './without.ts';

/**
 * The state after a message of the host or an action of the user. Pure; `now` is wall-clock
 * milliseconds. A skipped `seq` makes the state `lost`: events are then ignored until a snapshot.
 */
export function reduce(state: ViewState, action: Action, now: number): ViewState {
  return 'seq' in action ? receive(state, action, now) : act(state, action);
}

function receive(state: ViewState, message: ToView, now: number): ViewState {
  const { seq } = message;
  if (message.type === 'snapshot') return fromSnapshot(state, message.snapshot, seq);
  if (seq <= state.seq) return state;
  const isNext = seq === state.seq + 1;
  const sync = state.sync === 'live' && !isNext ? 'lost' : state.sync;
  const next: ViewState = { ...state, seq, sync };
  switch (message.type) {
    case 'run-events':
      return sync === 'live' ? foldEvents(next, message.events, message.pieces, now) : next;
    case 'connection':
      return { ...next, connection: message.connection };
    case 'compose': {
      const { text, mode, isInserted } = message;
      const how = { ...(mode && { mode }), ...(isInserted && { isInserted }) };
      return { ...next, compose: { seq, text, ...how } };
    }
    case 'ping':
      return next;
    case 'error':
      return { ...settled(next), notice: message.error };
    case 'states':
      return { ...next, states: message.states };
    case 'queued': {
      const { queued } = message;
      return { ...without(next, 'queued'), ...(queued && { queued }) };
    }
    case 'calls':
      return { ...next, calls: mergeCalls(message.isAll ? [] : (next.calls ?? []), message.calls) };
    case 'mentions':
      return { ...next, mentions: { query: message.query, offers: message.offers } };
    case 'files': {
      const answers = message.files.map(({ name, path }) => [name, path] as const);
      return { ...next, files: new Map([...state.files, ...answers]) };
    }
    case 'panel':
      return next.panel === message.panel
        ? without(next, 'panel')
        : { ...next, panel: message.panel };
  }
}

/** The calls with those that are new or have changed, oldest first. */
function mergeCalls(
  known: readonly ModelCall[],
  changed: readonly ModelCall[],
): readonly ModelCall[] {
  const calls = new Map([...known, ...changed].map((call) => [call.id, call]));
  return [...calls.values()].toSorted((one, other) => one.startedAt - other.startedAt);
}

function foldEvents(
  state: ViewState,
  events: readonly RunEvent[],
  pieces: readonly number[] | undefined,
  now: number,
): ViewState {
  return events.reduce<ViewState>((folded, event, index) => {
    const offset = Math.min(folded.clockOffset ?? Infinity, now - event.at);
    return foldEvent({ ...folded, clockOffset: offset }, event, pieces?.[index]);
  }, state);
}

function foldEvent(state: ViewState, event: RunEvent, pieces: number | undefined): ViewState {
  const known = state.items.findLastIndex(
    (item) => item.kind === 'run' && item.run.runId === event.runId,
  );
  const started = known < 0 ? addRun(state, event) : state;
  const index = known < 0 ? started.items.length - 1 : known;
  const item = started.items[index];
  if (item?.kind !== 'run' || item.run.runId !== event.runId) return started;
  const items = started.items.with(index, { ...item, run: foldRun(item.run, event, pieces) });
  return noteRun({ ...started, items }, event);
}

/** A run that starts in this conversation brings its task as the user's turn, unless it is there. */
function addRun(state: ViewState, event: RunEvent): ViewState {
  if (event.type !== 'run-start' || event.conversationId !== state.conversationId) return state;
  const last = state.items.at(-1);
  const hasTask = event.resumed || (last?.kind === 'user' && last.text === event.task);
  const turn: Item = { kind: 'user', id: `${event.runId}-task`, text: event.task };
  const run: Item = { kind: 'run', id: event.runId, run: emptyRun(event.runId, event.at) };
  return { ...state, items: [...state.items, ...(hasTask ? [] : [turn]), run] };
}

function noteRun(state: ViewState, event: RunEvent): ViewState {
  if (event.type === 'run-start') {
    const resumable = state.resumable.filter((run) => run.runId !== event.runId);
    return { ...without(settled(state), 'notice'), activeRunId: event.runId, resumable };
  }
  const isProposal = event.type === 'proposal';
  // It may hold files that were not there when they were asked for.
  const noted = isProposal ? { ...state, files: filesThere(state.files) } : state;
  if ((isProposal || event.type === 'interrupt-end') && state.acting === event.runId) {
    return without(noted, 'acting');
  }
  if (event.type === 'run-end' && state.activeRunId === event.runId) {
    return without(noted, 'activeRunId', 'stopping');
  }
  return noted;
}

/** Nothing the user asked for is under way any more. */
function settled(state: ViewState): ViewState {
  return without(state, 'pending', 'isForking', 'forkOf', 'acting', 'stopping');
}

function act(state: ViewState, action: LocalAction): ViewState {
  switch (action.type) {
    case 'sent':
      return {
        ...without(state, 'notice', 'editing', 'isForking', 'forkOf'),
        pending: action.text,
        ...(action.isForking && { isForking: true }),
      };
    case 'panel-opened':
      return { ...state, panel: action.panel };
    case 'panel-closed':
      return without(state, 'panel');
    case 'edit-started': {
      const { runId, text } = action;
      return { ...state, editing: { seq: (state.editing?.seq ?? 0) + 1, runId, text } };
    }
    case 'edit-ended':
      return without(state, 'editing');
    case 'fork-asked':
      return { ...state, forkOf: state.conversationId };
    case 'acted':
      return { ...state, acting: action.runId };
    case 'stop-asked':
      return { ...state, stopping: action.runId };
    case 'dismissed':
      return {
        ...state,
        resumable: state.resumable.filter((run) => run.runId !== action.runId),
      };
    case 'notice-closed':
      return without(state, 'notice');
  }
}
