import { z } from 'zod';
import type { Language, TaskType } from '../base/task.ts';
import { askForObject } from './ask.ts';
import type { CompiledLanguage } from './compiled/compiledLanguage.ts';
import { compiledByName, compiledLanguage } from './compiled/compiledLanguages.ts';
import { plannerPrompt } from './planner.prompt.ts';
import { otherLanguage } from './otherLanguage.ts';
import {
  contentWords,
  defaultSymbol,
  existingTestsFor,
  fileStem,
  isTestPath,
  mentionedPaths,
  safePath,
  testPathFor,
} from './planPaths.ts';
import { folderOf, partsOf } from './pathParts.ts';
import { askedSymbol } from './symbols.ts';
import { hasLanguage, taskLanguage } from './taskLanguage.ts';
import type { AgentContext, Plan } from './types.ts';

export interface PlannerInput {
  readonly task: string;
  readonly type: TaskType;
  /** Paths of the folder's files, most telling first. */
  readonly knownPaths: readonly string[];
  /** Files that fit the task, most relevant first. */
  readonly relevantPaths: readonly string[];
}

const schema = z.object({
  approach: z.string(),
  codePath: z.string(),
  functionName: z.string(),
  language: z.enum(['typescript', 'python', 'javascript']),
  steps: z.array(z.string()),
});
type Answer = z.infer<typeof schema>;

/**
 * Plans a task: one code file, its tests, at most five steps. Language, paths and name come from the
 * task and the folder wherever those say it; the model's suggestions count only where they do not,
 * and only when they are safe.
 */
export async function planTask(input: PlannerInput, context: AgentContext): Promise<Plan> {
  const answer = await askForObject(
    {
      label: 'planner',
      instruction: plannerPrompt(input.knownPaths),
      maxTokens: 350,
      schema,
      example: {
        approach: 'one sentence on how to solve it',
        codePath: 'wordCount.ts',
        functionName: 'wordCount',
        language: 'typescript',
        steps: ['first short step', 'second short step'],
      },
    },
    context,
  );
  return settlePlan(input, answer);
}

/** Makes a sound plan of what the task says and, if there is one, the model's answer. */
export function settlePlan(input: PlannerInput, answer: Answer | undefined): Plan {
  const named = askedSymbol(input.task);
  const language =
    compiledByName(otherLanguage(input.task, input.knownPaths))?.language ??
    taskLanguage(input.task, input.knownPaths, named) ??
    answer?.language ??
    'typescript';
  const target = targetFile(input, language, named);
  const symbol = named ?? (target ? undefined : suggestedSymbol(input, answer, language));
  const codePath = target ?? newFile(input, answer, language, symbol ?? 'main');
  const existing = existingTestsFor(codePath, input.knownPaths);
  const asked = askedTest(input, language, codePath);
  const isNewTest = asked !== undefined && !input.knownPaths.includes(asked);
  const askedExisting = asked !== undefined && !isNewTest ? [asked] : [];
  return {
    language,
    codePath,
    testPath: isNewTest ? asked : testPathFor(codePath, language, input.knownPaths),
    existingTests: [...new Set([...askedExisting, ...existing])],
    ...(symbol && { symbol }),
    steps: cleanSteps(answer?.steps ?? [], codePath),
  };
}

/** The test file that a task names; where tools look for tests in places of theirs, only one there. */
function askedTest(
  { task, knownPaths }: PlannerInput,
  language: Language,
  codePath: string,
): string | undefined {
  const asked = mentionedPaths(task, language).find(isTestPath);
  if (asked === undefined || !compiledLanguage(language)) return asked;
  const known = knownPaths.find((path) => path === asked || path.endsWith(`/${asked}`));
  return known ?? (asked.includes('/') || folderOf(codePath) === '' ? asked : undefined);
}

/** The file a change is about: named in the task, or the most relevant one for tasks on old code. */
function targetFile(
  input: PlannerInput,
  language: Language,
  symbol: string | undefined,
): string | undefined {
  const compiled = compiledLanguage(language);
  const code = (path: string): boolean => hasLanguage(path, language) && !isTestPath(path);
  const named = mentionedPaths(input.task, language).filter(code);
  const known = input.knownPaths.filter(code);
  for (const path of named) {
    const match = known.find((file) => file === path || file.endsWith(`/${path}`));
    if (match) return match;
  }
  if (named[0]) return compiled ? settled(named[0], input, compiled) : named[0];
  if (input.type === 'create') return undefined;
  if (symbol !== undefined && compiled?.hasOwnFile?.(symbol)) {
    const own = known.find((path) => partsOf(path).stem === symbol);
    if (own !== undefined || input.type === 'modify') return own;
  }
  const isTested = (path: string): boolean => code(path) && compiled?.isCodePath(path) !== false;
  const own = known.filter(isTested);
  return input.relevantPaths.find(isTested) ?? (own.length === 1 ? own[0] : undefined);
}

function newFile(
  input: PlannerInput,
  answer: Answer | undefined,
  language: Language,
  symbol: string,
): string {
  const suggested = answer && safePath(answer.codePath, language);
  const compiled = compiledLanguage(language);
  const isPlace = suggested && !isTestPath(suggested) && compiled?.isCodePath(suggested) !== false;
  if (isPlace && isAbout(suggested, input.task, symbol)) return suggested;
  const extension = compiled?.extension ?? extensions[language] ?? 'ts';
  const name = `${fileStem(symbol, language)}.${extension}`;
  if (compiled) return placed(name, input, compiled);
  const inSource = input.knownPaths.some(
    (path) => path.startsWith('src/') && hasLanguage(path, language),
  );
  return inSource ? `src/${name}` : name;
}

const extensions: Readonly<Partial<Record<Language, string>>> = {
  typescript: 'ts',
  javascript: 'js',
  python: 'py',
};

/** A new file where the tools of its language look for it. */
function placed(name: string, input: PlannerInput, compiled: CompiledLanguage): string {
  return `${compiled.codeFolder(input.knownPaths, input.relevantPaths)}${name}`;
}

/** A path that somebody gave, where those tools look. */
function settled(path: string, input: PlannerInput, compiled: CompiledLanguage): string {
  if (compiled.isCodePath(path) || path.includes('/')) return path;
  return placed(path, input, compiled);
}

function suggestedSymbol(
  input: PlannerInput,
  answer: Answer | undefined,
  language: Language,
): string {
  const name = answer?.functionName.trim() ?? '';
  const fits = /^[A-Za-z_$][\w$]{1,40}$/.test(name) && isAbout(name, input.task, '');
  return fits ? name : defaultSymbol(input.task, language);
}

/** Shares the suggestion a word with the task? Tiny models copy the example instead. */
function isAbout(suggestion: string, task: string, symbol: string): boolean {
  const text = suggestion.toLowerCase();
  if (symbol !== '' && text.includes(symbol.toLowerCase())) return true;
  return contentWords(task).some((word) => word.length > 2 && text.includes(word.slice(0, 4)));
}

function cleanSteps(steps: readonly string[], codePath: string): readonly string[] {
  const cleaned = steps
    .map((step) =>
      step
        .trim()
        .replace(/\s+/g, ' ')
        .replace(/^\d+[.)]\s*/, '')
        .slice(0, 160),
    )
    .filter((step) => step.length > 3 && !/^(?:first|second) short step$/i.test(step));
  const distinct = [...new Set(cleaned)].slice(0, 5);
  return distinct.length > 0
    ? distinct
    : [
        'Write tests for what the task asks',
        `Write ${codePath}`,
        'Run the tests and fix what fails',
      ];
}
