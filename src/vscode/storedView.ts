import type { Conversation, ErrorInfo } from '../app/index.ts';
import type { ViewSnapshot } from '../protocol/messages.ts';

/** What a snapshot takes from the core. */
export interface StoredView extends Pick<
  ViewSnapshot,
  'conversation' | 'conversations' | 'resumable'
> {
  readonly error?: ErrorInfo;
}

/** A conversation nobody has begun. */
export const nothingYet: Conversation = { id: '', title: '', createdAt: 0, items: [] };

/** What there is before the core has been asked. */
export const nothingStored: StoredView = {
  conversation: nothingYet,
  conversations: [],
  resumable: [],
};
