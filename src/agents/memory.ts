import type { Experience, TaskType, ValidationResult } from '../base/task.ts';
import type { DebugReport, Plan, Reflection } from './types.ts';

const lessonLength = 240;

export interface FinishedTask {
  readonly task: string;
  readonly type: TaskType;
  readonly plan: Plan;
  readonly validation: ValidationResult | undefined;
  readonly debug: DebugReport | undefined;
  readonly reflection: Reflection | undefined;
  /** Debugger → fixer rounds that were needed. */
  readonly iterations: number;
  /** Wall-clock milliseconds. */
  readonly at: number;
}

/** What is worth keeping of a finished task: how it ended and what was learnt, in one line. */
export function experienceOf(finished: FinishedTask): Experience {
  const passed = finished.validation?.status === 'passed';
  const rounds = finished.iterations;
  const lesson = passed
    ? rounds > 0 && finished.debug
      ? `Solved after ${rounds} fix(es); the mistake was: ${finished.debug.rootCause}`
      : `Solved at the first attempt in ${finished.plan.codePath}.`
    : finished.debug
      ? `Not solved: ${finished.debug.errorType}: ${finished.debug.rootCause}`
      : `Not verified: ${finished.validation?.problem ?? 'no tests ran'}`;
  return {
    task: finished.task.slice(0, 1_000),
    type: finished.type,
    outcome: passed ? 'done' : 'failed',
    lesson: oneLine(lesson),
    at: finished.at,
  };
}

/** At most three short recommendations from similar tasks, without repeating a lesson. */
export function recommend(experiences: readonly Experience[]): readonly string[] {
  const lines = experiences.map(
    (past) => `"${oneLine(past.task).slice(0, 80)}" (${past.outcome}): ${past.lesson}`,
  );
  return [...new Set(lines)].slice(0, 3);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, lessonLength);
}
