import type { Finding, ResearchContext, SourceFile, ValidationResult } from '../base/task.ts';
import { compiledLanguage, compiledOfPath } from './compiled/compiledLanguages.ts';
import { excerptOf } from './excerpt.ts';
import { fileLines, historyLimit } from './promptBudget.ts';
import type { ChatMessage, Plan } from './types.ts';

const outputLimit = 1_200;

/** A fence that the content cannot close by accident. */
export function fenced(content: string, tag: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`{3,}/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${tag}\n${content.trimEnd()}\n${fence}`;
}

/** One file as models are shown it, and as they are asked to answer it. */
export function fileBlock(file: SourceFile): string {
  return `FILE: ${file.path}\n${fenced(file.content, tagOf(file.path))}`;
}

/** Fence tag for a path, by its extension; empty when unknown. */
export function tagOf(path: string): string {
  const tags: Record<string, string> = {
    ts: 'typescript',
    tsx: 'tsx',
    mts: 'typescript',
    js: 'javascript',
    mjs: 'javascript',
    cjs: 'javascript',
    jsx: 'jsx',
    py: 'python',
    json: 'json',
    md: 'markdown',
  };
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return tags[extension] ?? compiledOfPath(path)?.language ?? '';
}

export function projectBlock(description: string): string {
  return `# Project\n${description}`;
}

/** Begins the turn that stands for all older ones. */
export const summaryTitle = 'Earlier in this conversation, in short:';

/**
 * The conversation so far in so many characters, or nothing. Where it is longer the oldest turns go,
 * whole; the summary of what is older still stays, and so does the end of the newest turn.
 */
export function historyBlock(
  history: readonly ChatMessage[],
  limit = historyLimit(),
): readonly string[] {
  const turns = history
    .filter((turn) => turn.role === 'user' || turn.role === 'assistant')
    .map((turn) => `${turn.role === 'user' ? 'User' : 'Caravan'}: ${turn.content.trim()}`);
  const [summary, ...rest] = turns[0]?.startsWith(`User: ${summaryTitle}`) ? turns : ['', ...turns];
  // A summary is cut to what the newest turns leave it, but keeps a third.
  const newest = fitting(rest, summary ? limit - Math.min(summary.length, limit / 3) : limit);
  const left = limit - lengthOf(newest);
  const parts = [...(summary ? [cut(summary, left)] : []), ...newest];
  return parts.length === 0 ? [] : [`# Conversation so far\n${parts.join('\n')}`];
}

/** The newest turns that fit, whole; of one that does not fit by itself the end. */
function fitting(turns: readonly string[], limit: number): readonly string[] {
  const kept: string[] = [];
  for (const turn of turns.toReversed()) {
    if (lengthOf([turn, ...kept]) > limit) break;
    kept.unshift(turn);
  }
  const last = turns.at(-1);
  return kept.length === 0 && last !== undefined
    ? [`…${last.slice(-Math.floor(limit - 1))}`]
    : kept;
}

function lengthOf(turns: readonly string[]): number {
  return turns.reduce((sum, turn) => sum + turn.length + 1, 0);
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, Math.max(0, Math.floor(limit) - 1))}…`;
}

const lessonsTitle = '# Lessons of a first try that failed';

/** What the second round of a run is told of the first one. */
export function lessonsBlock(lessons: readonly string[]): string {
  return [lessonsTitle, ...lessons.map((lesson) => `- ${lesson}`)].join('\n');
}

export function isLessonsBlock(block: string): boolean {
  return block.startsWith(`${lessonsTitle}\n`);
}

/** Does a block open all prompts of a run: project, conversation, attached files, task? */
export function isOpeningBlock(block: string): boolean {
  return openingTitles.some((title) => block.startsWith(`${title}\n`));
}

const openingTitles = [
  '# Project',
  '# Conversation so far',
  '# Files the user pointed at',
  '# Task',
];

export function taskBlock(task: string): string {
  return `# Task\n${task.trim()}`;
}

export function attachmentsBlock(files: readonly SourceFile[]): readonly string[] {
  if (files.length === 0) return [];
  return [`# Files the user pointed at\n${files.map(fileBlock).join('\n\n')}`];
}

export function planBlock(plan: Plan): string {
  return [
    '# Plan',
    `Language: ${plan.language}`,
    `Code file: ${plan.codePath}`,
    `Test file: ${plan.testPath}`,
    ...(plan.package
      ? [`${compiledLanguage(plan.language)?.packageIs ?? 'Package'}: ${plan.package}`]
      : []),
    ...(plan.symbol ? [`Exported name: ${plan.symbol}`] : []),
    ...plan.steps.map((step, index) => `${index + 1}. ${step}`),
  ].join('\n');
}

export function contextBlock(context: ResearchContext): readonly string[] {
  const parts = [
    ...context.files.map(fileBlock),
    ...(context.recommendations.length > 0
      ? [`Lessons from earlier tasks:\n${context.recommendations.map((r) => `- ${r}`).join('\n')}`]
      : []),
  ];
  return parts.length === 0 ? [] : [`# Related material\n${parts.join('\n\n')}`];
}

/** What a long file is shortened by. */
export interface Shown {
  /** What it is to be shown for. */
  readonly task: string;
  /** Tokens that the prompt should have at most. */
  readonly promptTokens?: number;
}

/** The file a change starts from; of a long one what the task is about. */
export function existingBlock(file: SourceFile, shown: Shown): string {
  return `# The code file as it is now\n${fileBlock(shortened(file, shown))}`;
}

function shortened({ path, content }: SourceFile, { task, promptTokens }: Shown): SourceFile {
  // These languages have no regions to choose from: edits need their lines as they are.
  if (compiledOfPath(path)) return { path, content };
  const language = path.endsWith('.py') ? 'python' : 'typescript';
  return { path, content: excerptOf(content, language, task, fileLines(promptTokens)) };
}

const testsTitle = '# Tests the code must pass';

export function testsBlock(files: readonly SourceFile[]): string {
  return `${testsTitle}\n${files.map(fileBlock).join('\n\n')}`;
}

/** Does a block show the tests? */
export function isTestsBlock(block: string): boolean {
  return block.startsWith(`${testsTitle}\n`);
}

export function codeBlock(file: SourceFile, attempt: number, shown: Shown): string {
  return `# Code, attempt ${attempt}\n${fileBlock(shortened(file, shown))}`;
}

/** What running the tests showed, short: failures first, then the end of the output. */
export function resultsBlock(validation: ValidationResult, attempt: number): string {
  const failed = validation.tests.filter((test) => !test.passed).slice(0, 5);
  const passed = validation.tests.filter((test) => test.passed).length;
  return [
    `# Test results, attempt ${attempt}`,
    `${validation.status}: ${passed} of ${validation.tests.length} tests passed.`,
    ...(validation.problem ? [`Problem: ${validation.problem}`] : []),
    ...failed.map((test) => `- FAILED ${test.name}: ${firstLines(test.message ?? '', 4)}`),
    ...(validation.findings ?? []).slice(0, 5).map((finding) => `- ${findingLine(finding)}`),
    ...(failed.length === 0 && validation.status === 'failed' && validation.output
      ? [fenced(validation.output.slice(-outputLimit), '')]
      : []),
  ].join('\n');
}

/** A word of the type checker or linter, with its place. */
export function findingLine({ tool, file, line, message }: Finding): string {
  return `${file}:${line}: ${tool}: ${message.slice(0, 300)}`;
}

function firstLines(text: string, count: number): string {
  return text.trim().split('\n').slice(0, count).join('\n  ').slice(0, 500);
}
