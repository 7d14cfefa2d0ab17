import { z } from 'zod';
import { parseJson } from '../base/json.ts';
import type { TestOutcome } from '../base/task.ts';

const line = z.int().positive().optional().catch(undefined);
const lineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('test'),
    name: z.string(),
    passed: z.boolean(),
    message: z.string().optional(),
    file: z.string().optional(),
    line,
    testFile: z.string().optional(),
    durationMs: z.number().nonnegative().optional(),
  }),
  z.object({ type: z.literal('skipped'), name: z.string(), testFile: z.string() }),
  z.object({
    type: z.literal('problem'),
    message: z.string(),
    file: z.string().optional(),
    line,
  }),
  z.object({ type: z.literal('file-failed'), file: z.string() }),
  z.object({ type: z.literal('file-unfinished'), file: z.string() }),
  z.object({ type: z.literal('end') }),
]);

/** What the runner itself told, not what tests printed. */
export interface TestReport {
  readonly tests: readonly TestOutcome[];
  /** Tests that their own file says not to run. */
  readonly skipped: readonly Pick<TestOutcome, 'name' | 'testFile'>[];
  /** Failures beyond single tests, `file:line: message` where known. */
  readonly problems: readonly string[];
  /** Files that failed outside of their tests. */
  readonly failedFiles: readonly string[];
  /** Files whose process ended before it had reported all its tests. */
  readonly unfinishedFiles: readonly string[];
  /** True when the report is whole. */
  readonly isComplete: boolean;
}

/** Reads a runner's report; lines without the secret, or of another shape, do not count. */
export function parseTestReport(text: string, secret: string): TestReport {
  const tests: TestOutcome[] = [];
  const skipped: { readonly name: string; readonly testFile: string }[] = [];
  const problems: string[] = [];
  const failedFiles: string[] = [];
  const unfinishedFiles: string[] = [];
  let isComplete = false;
  for (const entry of text.split('\n')) {
    if (!entry.startsWith(secret)) continue;
    const { data } = lineSchema.safeParse(parseJson(entry.slice(secret.length)));
    if (!data || isComplete) continue;
    switch (data.type) {
      case 'test': {
        const { name, passed, message, file, line: at, testFile, durationMs } = data;
        tests.push({
          name,
          passed,
          ...(message !== undefined && { message }),
          ...(file !== undefined && { file }),
          ...(at !== undefined && { line: at }),
          ...(testFile !== undefined && { testFile }),
          ...(durationMs !== undefined && { durationMs }),
        });
        break;
      }
      case 'skipped':
        skipped.push({ name: data.name, testFile: data.testFile });
        break;
      case 'problem':
        problems.push(
          [data.file, data.line, ` ${data.message}`]
            .filter((part) => part !== undefined)
            .join(':')
            .trimStart(),
        );
        break;
      case 'file-failed':
        failedFiles.push(data.file);
        break;
      case 'file-unfinished':
        unfinishedFiles.push(data.file);
        break;
      case 'end':
        isComplete = true;
        break;
    }
  }
  return { tests, skipped, problems, failedFiles, unfinishedFiles, isComplete };
}
