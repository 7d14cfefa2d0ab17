import type { Experience, ResearchContext } from '../base/task.ts';

/** What the researcher can find out about the folder. */
export interface ContextProvider {
  /** Relevant files and notes for a task, cut to about `budget` tokens. */
  research(query: string, budget: number, signal: AbortSignal): Promise<ResearchContext>;
  /** One line about the project: languages, manifest name, file count. Stable within a run. */
  describe(signal: AbortSignal): Promise<string>;
  /** Paths of readable files, `/` separated, nearest the root first, at most `limit`. */
  paths(limit: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Content of a file of the folder, or undefined if there is none or it is not readable text. */
  read(path: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Experience of finished tasks of this workspace. */
export interface Memory {
  similar(task: string, limit: number, signal: AbortSignal): Promise<readonly Experience[]>;
  remember(experience: Experience): Promise<void>;
}

/** Memory as its owner sees it: to look at, and to forget. */
export interface MemoryStore extends Memory {
  /** Everything that is kept, oldest first, also while it is switched off. */
  list(): Promise<readonly Experience[]>;
  /** Forgets one task, or everything. Rejects when the file cannot be changed. */
  forget(task?: string): Promise<void>;
}
