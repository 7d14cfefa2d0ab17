import type { L10nBundle } from '../app/index.ts';

/** What the session has to know of the editor around it. */
export interface ChatSurroundings {
  readonly isTrusted: () => boolean;
  readonly hasFolder: () => boolean;
  readonly l10n: () => L10nBundle;
  /** BCP 47. */
  readonly locale: () => string;
  /** Id of the conversation shown last, kept over restarts. */
  readonly lastConversation: () => string | undefined;
  readonly keepConversation: (id: string) => void;
}
