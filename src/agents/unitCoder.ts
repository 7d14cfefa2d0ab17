import { askForText, isAnswerError, isCutError, sampleTemperature } from './ask.ts';
import { compiledLanguage } from './compiled/compiledLanguages.ts';
import { extractCode } from './extractCode.ts';
import { spliceRegions } from './spliceRegions.ts';
import { importedNames } from './stubCode.ts';
import { ensureExported } from './symbols.ts';
import type { TestTarget } from './testTarget.ts';
import type { AgentContext, CodeDraft, Plan } from './types.ts';
import { unitPrompt } from './unitCoder.prompt.ts';

const attempts = 2;
/** More parts than this are a project, not a file. */
const mostUnits = 8;

export interface UnitTask {
  readonly plan: Plan;
  /** Names to write, see {@link unitsOf}. */
  readonly units: readonly string[];
  /** From 1; tells samples apart. */
  readonly attempt: number;
  readonly lesson?: string | undefined;
  /** What the tests and types of the file as far as it is written say against it. */
  readonly check?: ((content: string) => Promise<string | undefined>) | undefined;
}

/** The functions and classes that tests want of a new file; none where one question will do. */
export function unitsOf(tests: readonly string[], target: TestTarget): readonly string[] {
  if (target.isCommonJs || compiledLanguage(target.language)) return [];
  const wanted = tests.flatMap((code) => importedNames(code, target));
  const units = [...new Set([...(target.symbol ? [target.symbol] : []), ...wanted])];
  return units.length > 1 && units.length <= mostUnits ? units : [];
}

/**
 * Writes a new file unit by unit: each takes the place of a stub once the file is sound with it, and
 * is asked for once more where the file does not parse or what is there of it fails. Undefined where
 * a unit does not come: then the file is better asked for as a whole.
 */
export async function writeByUnits(
  task: UnitTask,
  context: AgentContext,
): Promise<CodeDraft | undefined> {
  const { plan, units } = task;
  let file = units.map((unit) => stubOf(unit, plan)).join('\n');
  const drafts: string[] = [];
  for (const unit of units) {
    if (!file.includes(stubOf(unit, plan))) continue;
    const made = await writeUnit(unit, file, task, context);
    if (!made) return undefined;
    file = made.file;
    drafts.push(made.draft);
  }
  const code = plan.language === 'python' ? file : units.reduce(ensureExported, file);
  return { code: `${code.trim()}\n`, draft: drafts.join('\n\n') };
}

async function writeUnit(
  unit: string,
  file: string,
  { plan, units, attempt, lesson, check }: UnitTask,
  context: AgentContext,
): Promise<{ readonly file: string; readonly draft: string } | undefined> {
  const isOpen = (name: string): boolean => file.includes(stubOf(name, plan));
  const written = units.reduce((text, name) => text.replace(stubOf(name, plan), ''), file).trim();
  const later = units.filter((name) => name !== unit && isOpen(name));
  let problem: string | undefined;
  let room = 1_000;
  let last: { readonly file: string; readonly draft: string } | undefined;
  for (let again = 0; again < attempts; again++) {
    const answer = await askForText(
      {
        label: 'coder',
        instruction: unitPrompt(plan, { unit, written, later, lesson, problem }),
        maxTokens: room,
        attempt: attempt * attempts + again,
        ...(attempt > 1 && { temperature: sampleTemperature }),
        once: true,
      },
      context,
    ).catch((error: unknown) => {
      if (isAnswerError(error)) return error;
      throw error;
    });
    if (answer instanceof Error ? isCutError(answer) : answer.finish === 'length') room *= 2;
    problem = 'The answer was empty or repeated itself.';
    if (answer instanceof Error) continue;
    const wanted = { ...plan, finish: answer.finish, path: plan.codePath, symbol: unit };
    const extracted = extractCode(answer.text, wanted);
    problem = extracted.problem;
    if (extracted.code === undefined) continue;
    const spliced = spliceRegions(file, extracted.code, plan.language);
    problem = spliced.problem;
    if (spliced.text === undefined) continue;
    if (spliced.text.includes(stubOf(unit, plan))) {
      problem = `'${unit}' was not in it.`;
      continue;
    }
    problem = await context.checkSyntax?.({ path: plan.codePath, content: spliced.text });
    if (problem !== undefined) continue;
    last = { file: spliced.text, draft: answer.text };
    problem = await check?.(spliced.text);
    if (problem === undefined) return last;
  }
  return last;
}

/** Stands for a unit until it is written. */
function stubOf(unit: string, { language }: Plan): string {
  switch (language) {
    case 'python':
      return `def ${unit}(*values, **named):\n    raise NotImplementedError('${notWritten}')\n`;
    case 'javascript':
      return `export function ${unit}() {\n  throw new Error('${notWritten}');\n}\n`;
    default:
      return `export function ${unit}(..._values: any[]): any {\n  throw new Error('${notWritten}');\n}\n`;
  }
}

/** What a failed test says of a unit that is not there yet. */
export const notWritten = 'Not written yet.';
