import type { TextAnswer } from './ask.ts';
import { applyEdits } from './applyEdits.ts';
import { compiledLanguage } from './compiled/compiledLanguages.ts';
import { readEdits, type EditBlock } from './editBlocks.ts';
import { elisionProblem, lazyLine } from './elision.ts';
import { extractCode, fencedBlocks, sameFile } from './extractCode.ts';
import { codeProblem } from './plausible.ts';
import { spliceRegions } from './spliceRegions.ts';
import { ensureCommonJs, ensureExported, exportedNames, isCommonJs } from './symbols.ts';
import type { Plan } from './types.ts';

/** Lines above which a file is changed by parts: small models do not copy long files reliably. */
export const wholeFileLines = 250;

/** What an answer is read for. */
export interface ReadTask {
  readonly plan: Plan;
  /** The file as it is on disk, when the task changes one. */
  readonly existing?: string | undefined;
  /** Blocks of earlier answers that fit, to be applied together with this answer's. */
  readonly pending?: readonly EditBlock[];
  /** True when nobody will be asked again: then the parts that are sure are better than nothing. */
  readonly isLast?: boolean;
}

/** The whole new file; or why there is none, and what to ask for instead of the whole file. */
export type ReadCode =
  | { readonly code: string; readonly problem?: undefined }
  | {
      readonly code?: undefined;
      readonly problem: string;
      /** Blocks that fit, while others of the answer have to be asked for again. */
      readonly pending?: readonly EditBlock[];
    };

/** True when the file is asked for by parts: functions or classes, each whole. */
export function isByParts(existing: string | undefined): boolean {
  return existing !== undefined && existing.split('\n').length > wholeFileLines;
}

/**
 * The new code file of an answer: by its edits if it holds any, else whole, else by the declarations
 * it gives of a long file. Always the whole new file or none.
 */
export function readCode(answer: TextAnswer, task: ReadTask): ReadCode {
  const read = readAny(answer, task);
  if (read.code === undefined || task.plan.language === 'python') return read;
  const { plan, existing } = task;
  const compiled = compiledLanguage(plan.language);
  if (compiled) return { code: compiled.repairCode(read.code, plan, existing) };
  if (plan.isCommonJs || isCommonJs(existing ?? '')) {
    return { code: ensureCommonJs(read.code, plan.symbol) };
  }
  const names = [...(plan.symbol ? [plan.symbol] : []), ...exportedNames(existing ?? '')];
  return { code: names.reduce(ensureExported, read.code) };
}

function readAny(answer: TextAnswer, task: ReadTask): ReadCode {
  const { plan, existing } = task;
  if (existing !== undefined) {
    const edited = readEdited(answer, existing, task);
    if (edited) return edited;
  }
  const wanted = { ...plan, finish: answer.finish, path: plan.codePath };
  const extracted = extractCode(answer.text, wanted);
  const problem =
    extracted.code === undefined
      ? extracted.problem
      : elisionProblem(extracted.code, existing, plan.language);
  if (extracted.code !== undefined && problem === undefined) return { code: extracted.code };
  const mayBeParts = isByParts(existing) || (task.isLast === true && existing !== undefined);
  if (compiledLanguage(plan.language) || !mayBeParts || answer.finish !== 'stop')
    return { problem: problem ?? '' };
  const spliced = readParts(answer.text, existing ?? '', plan);
  if (spliced.code !== undefined) return spliced;
  return isByParts(existing) ? spliced : { problem: problem ?? spliced.problem };
}

/** The file with the edits of the answer in it; undefined when the answer holds none. */
function readEdited(
  { text, finish }: TextAnswer,
  existing: string,
  { plan, pending = [] }: ReadTask,
): ReadCode | undefined {
  const { blocks, problem } = readEdits(text);
  if (problem !== undefined) return { problem, pending };
  if (blocks.length === 0) return undefined;
  const own = blocks.filter(({ path }) => path === undefined || sameFile(path, plan.codePath));
  if (own.length === 0) return { problem: `Only ${plan.codePath} may be changed.`, pending };
  if (finish !== 'stop') return { problem: 'The answer was cut off.', pending };
  const lazy = own.flatMap(({ replace }) => replace).find((line) => lazyLine(line));
  if (lazy !== undefined && !existing.includes(lazy.trim()) && lazy.trim() !== '...') {
    return { problem: `The line '${lazy.trim().slice(0, 80)}' stands for code that was left out.` };
  }
  const applied = applyEdits(existing, [...pending, ...own]);
  if ('text' in applied) return sound(applied.text, existing, plan);
  const said = applied.failed.map(({ block, problem: why }) => `${quoted(block.search)}\n${why}`);
  return {
    problem: `These blocks could not be applied:\n${said.join('\n')}`,
    pending: applied.good,
  };
}

function quoted(lines: readonly string[]): string {
  const shown = lines.slice(0, 6).join('\n');
  return lines.length > 6 ? `${shown}\n(${lines.length} lines in all)` : shown;
}

/** The file with the declarations of all the answer's closed blocks in it. */
function readParts(text: string, existing: string, plan: Plan): ReadCode {
  const blocks = fencedBlocks(text).filter(
    ({ path, content, closed }) =>
      closed && content.trim() !== '' && (path === undefined || sameFile(path, plan.codePath)),
  );
  const contents = [...new Set(blocks.map(({ content }) => content.trimEnd()))];
  if (contents.length === 0) return { problem: 'The answer held no fenced code block.' };
  let problem = '';
  // All blocks together, else the last that fits: a model that goes on talking corrects itself.
  const tries = contents.length === 1 ? contents : [contents.join('\n\n'), ...contents.reverse()];
  for (const content of tries) {
    const broken = codeProblem(content, plan.language);
    const spliced = broken ? { problem: broken } : spliceRegions(existing, content, plan.language);
    if (spliced.problem === undefined) return sound(spliced.text, existing, plan);
    problem ||= spliced.problem;
  }
  return { problem };
}

/** A changed file must be as whole as it was before. */
function sound(code: string, existing: string, { language }: Plan): ReadCode {
  const problem = codeProblem(code, language);
  if (problem === undefined || codeProblem(existing, language) !== undefined) return { code };
  return { problem: `With the change the file was broken: ${problem}` };
}
