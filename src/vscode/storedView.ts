import type { Caravan, Conversation, ErrorInfo } from '../app/index.ts';
import type { ViewSnapshot } from '../protocol/messages.ts';
import type { ChatSurroundings } from './chatSurroundings.ts';

/** What a snapshot takes from the core. */
export interface StoredView extends Pick<
  ViewSnapshot,
  'conversation' | 'conversations' | 'resumable' | 'isFolderEmpty'
> {
  readonly error?: ErrorInfo;
}

/** A conversation nobody has begun. */
const nothingYet: Conversation = { id: '', title: '', createdAt: 0, items: [] };

/** What there is before the core has been asked. */
export const nothingStored: StoredView = {
  conversation: nothingYet,
  conversations: [],
  resumable: [],
};

/** Reads it for the conversation that is shown, with the newest of its items. */
export async function readStored(
  caravan: Caravan,
  id: string,
  items: number,
  { isFolderEmpty }: Pick<ChatSurroundings, 'isFolderEmpty'>,
): Promise<StoredView> {
  const [conversations, resumable, conversation = nothingYet, isEmpty] = await Promise.all([
    caravan.conversations(),
    caravan.resumableRuns(),
    caravan.conversation(id, items),
    isFolderEmpty(),
  ]);
  return { conversation, conversations, resumable, ...(isEmpty && { isFolderEmpty: true }) };
}
