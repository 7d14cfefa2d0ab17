import type { PastRun } from '../app/index.ts';
import { showInvisible } from '../base/showInvisible.ts';

/** Past runs, a line each: time, outcome, seconds, tokens, model, task. */
export function runListText(runs: readonly PastRun[]): string {
  return runs
    .map(({ runId, startedAt, outcome, elapsedMs, usage, model, task }) => {
      const time = new Date(startedAt).toISOString().slice(0, 19).replace('T', ' ');
      const seconds = `${Math.round(elapsedMs / 1000)} s`;
      const tokens = `${usage.promptTokens + usage.replyTokens} tokens`;
      const line = showInvisible(task.trim().split('\n', 1)[0] ?? '').slice(0, 80);
      const figures = `${outcome.padEnd(11)} ${seconds.padStart(7)} ${tokens.padStart(14)}`;
      return `${runId}  ${time}Z  ${figures}  ${model}  ${line}\n`;
    })
    .join('');
}

/** Past runs, one JSON document a line. */
export function runListJson(runs: readonly PastRun[]): string {
  return runs.map((run) => `${JSON.stringify(run)}\n`).join('');
}
