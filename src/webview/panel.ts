import type { ConversationHeader, ConversationState } from '../protocol/messages.ts';

/** Conversations whose title or last question holds every word of the search, newest first. */
export function searchConversations(
  conversations: readonly ConversationHeader[],
  search: string,
): readonly ConversationHeader[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  return conversations
    .filter(({ title, preview = '' }) => {
      const text = fold(`${title} ${preview}`);
      return words.every((word) => text.includes(word));
    })
    .toSorted((one, other) => timeOf(other) - timeOf(one));
}

/** A conversation beside the one shown in which something goes on. */
export interface OtherConversation {
  readonly id: string;
  readonly title: string;
  readonly state: ConversationState;
}

/** The other conversations in which something goes on or waits, running ones first. */
export function otherConversations(
  conversations: readonly ConversationHeader[],
  states: Readonly<Record<string, ConversationState>>,
  shown: string,
): readonly OtherConversation[] {
  const others = conversations.flatMap(({ id, title }) => {
    const state = Object.hasOwn(states, id) ? states[id] : undefined;
    return state && id !== shown ? [{ id, title, state }] : [];
  });
  return others.toSorted((one, other) => one.state.localeCompare(other.state)).toReversed();
}

/** Wall-clock milliseconds of the last turn of a conversation. */
export function timeOf({ updatedAt, createdAt }: ConversationHeader): number {
  return updatedAt ?? createdAt;
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
