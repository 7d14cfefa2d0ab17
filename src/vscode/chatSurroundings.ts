import type { L10nBundle, SourceFile } from '../app/index.ts';
import type { KeptMessages } from './chatQueue.ts';
import type { MentionMoment } from './mentionResolve.ts';

/** What the session has to know of the editor around it. */
export interface ChatSurroundings {
  readonly isTrusted: () => boolean;
  readonly hasFolder: () => boolean;
  readonly isFolderEmpty: () => Promise<boolean>;
  readonly l10n: () => L10nBundle;
  /** BCP 47. */
  readonly locale: () => string;
  /** Id of the conversation shown last, kept over restarts. */
  readonly lastConversation: () => string | undefined;
  readonly keepConversation: (id: string) => void;
  /** Messages that wait for the run before them. */
  readonly waiting: KeptMessages;
  /** The content of what a message mentions with `@`. @throws CaravanError where there is none. */
  readonly attach: (text: string, moment: MentionMoment) => Promise<readonly SourceFile[]>;
}
