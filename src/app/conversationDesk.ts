import type { Emitter } from '../base/event.ts';
import type { CallLog } from './callLog.ts';
import type { Caravan } from './caravan.ts';
import { readConversationFile, writeConversationFile } from './conversationFile.ts';
import type { ConversationStore } from './conversations.ts';
import { unknownConversation } from './requireTask.ts';
import { createId } from './runManager.ts';

/** What the core offers about conversations. */
export type ConversationDesk = Pick<
  Caravan,
  | 'calls'
  | 'createConversation'
  | 'conversation'
  | 'conversations'
  | 'renameConversation'
  | 'forkConversation'
  | 'exportConversation'
  | 'importConversation'
  | 'deleteConversation'
>;

/** Reads and changes conversations, and tells of each change by the id of the conversation. */
export function createConversationDesk(
  store: ConversationStore,
  calls: CallLog,
  change: Emitter<string>,
): ConversationDesk {
  return {
    calls: async (id) => calls.withRuns(await store.runsOf(id)),
    createConversation: async () => {
      const created = await store.create();
      change.fire(created.id);
      return created;
    },
    conversation: (id, newest) => store.get(id, newest),
    conversations: () => store.list(),
    renameConversation: async (id, title) => {
      await store.rename(id, title);
      change.fire(id);
    },
    forkConversation: async (id, runId, isRunKept) => {
      const fork = await store.fork(id, runId, isRunKept);
      if (!fork) throw unknownConversation();
      change.fire(fork.id);
      return fork;
    },
    exportConversation: async (id, format, tell) => {
      const conversation = await store.get(id);
      if (!conversation) throw unknownConversation();
      return writeConversationFile(conversation, format, tell);
    },
    importConversation: async (text) => {
      const imported = readConversationFile(text, createId);
      await store.add(imported);
      change.fire(imported.id);
      return imported;
    },
    deleteConversation: async (id) => {
      await store.delete(id);
      change.fire(id);
    },
  };
}
