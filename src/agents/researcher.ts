import type { Experience, ResearchContext, SourceFile } from '../base/task.ts';
import { recommend } from './memory.ts';

export interface ResearchInput {
  readonly task: string;
  /** Tokens the material may take. */
  readonly budget: number;
}

/** What the researcher may ask of its surroundings; satisfied by the context and memory ports. */
export interface ResearchSources {
  research(query: string, budget: number, signal: AbortSignal): Promise<ResearchContext>;
  similar(task: string, limit: number, signal: AbortSignal): Promise<readonly Experience[]>;
}

/**
 * Gathers files and lessons for a task. Needs no model: retrieval ranks better than a small model
 * does, and costs milliseconds.
 */
export async function researchTask(
  input: ResearchInput,
  sources: ResearchSources,
  signal: AbortSignal,
): Promise<ResearchContext> {
  const [found, experiences] = await Promise.all([
    sources.research(input.task, input.budget, signal),
    sources.similar(input.task, 3, signal),
  ]);
  const recommendations = [...found.recommendations, ...recommend(experiences)].slice(0, 3);
  return { files: withoutDuplicates(found.files), recommendations, summary: found.summary };
}

function withoutDuplicates(files: readonly SourceFile[]): readonly SourceFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
