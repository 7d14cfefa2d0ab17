import { compiledLanguage } from '../agents/compiled/compiledLanguages.ts';
import { stubCode } from '../agents/stubCode.ts';
import type { SourceFile, ValidationResult } from '../base/task.ts';
import { namingFiles } from './namingFiles.ts';
import { planOf } from './runParts.ts';
import type { NodeScope } from './scope.ts';
import type { RunState } from './state.ts';
import { outcomesIn } from './testSets.ts';

/** Tasks that keep what the code does: tests may pass before anything is changed. */
const keepsBehaviour = new Set(['optimize', 'refactor', 'test']);

/**
 * Do the user's tests say what is wanted? They do when some of them fail before the task is done, or
 * when the task is to keep what the code does. Tests that pass already guard only what is there.
 */
export async function decideBefore(
  tests: readonly SourceFile[],
  state: RunState,
  scope: NodeScope,
): Promise<boolean> {
  const type = state.goal?.type ?? 'create';
  if (type === 'test') return false;
  if (state.existing === undefined || type === 'debug' || keepsBehaviour.has(type)) return true;
  const { status } = await tryTests(tests, state, scope);
  return status === 'failed';
}

/**
 * Tries a sample of tests: it must load, and must fail while the task is not done. Gives what is
 * wrong with it as a sentence for the model; undefined when nothing is, or nothing can be run.
 */
export async function trySample(
  sample: SourceFile,
  state: RunState,
  scope: NodeScope,
): Promise<string | undefined> {
  const result = await tryTests([sample], state, scope);
  if (result.status === 'unverified') return undefined;
  const outcomes = outcomesIn(sample.path, result.tests);
  if (outcomes.length === 0 && lacksOnlyCode(result, state)) return undefined;
  if (outcomes.length === 0) return `The tests could not be loaded: ${firstLine(result)}`;
  const isVacuous = outcomes.every((test) => test.passed);
  return isVacuous && !keepsBehaviour.has(state.goal?.type ?? 'create')
    ? 'The tests passed before the code was written: they test nothing new.'
    : undefined;
}

/** Tests of what is not written yet do not compile; that they lack it is all that may be wrong. */
function lacksOnlyCode({ status, problem }: ValidationResult, state: RunState): boolean {
  const plan = planOf(state);
  const compiled = compiledLanguage(plan.language);
  if (!compiled || status !== 'failed') return false;
  const target = { ...plan, symbol: plan.symbol };
  const lines = problem?.split('\n') ?? [];
  return lines.length > 0 && lines.every((line) => compiled.isLacking(line, target));
}

async function tryTests(
  tests: readonly SourceFile[],
  state: RunState,
  scope: NodeScope,
): Promise<ValidationResult> {
  const { ports, signal } = scope;
  const plan = planOf(state);
  const target = { ...plan, symbol: plan.symbol };
  const contents = tests.map((file) => file.content);
  const code = { path: plan.codePath, content: stubCode(contents, target, state.existing) };
  return ports.validator.validate(
    {
      language: plan.language,
      files: [code, ...tests, ...(await namingFiles(state, scope))],
      testPaths: tests.map((file) => file.path),
    },
    signal,
  );
}

function firstLine({ problem, output }: ValidationResult): string {
  return (problem ?? output).trim().split('\n')[0]?.slice(0, 200) ?? '';
}
