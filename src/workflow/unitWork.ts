import type { AgentContext, CodeDraft } from '../agents/types.ts';
import { notWritten, unitsOf, writeByUnits } from '../agents/unitCoder.ts';
import { attemptNumber, lessonOf } from './approach.ts';
import { planOf } from './runParts.ts';
import type { NodeScope } from './scope.ts';
import type { RunState } from './state.ts';
import { testFilesOf, testSetsOf } from './testSets.ts';

/**
 * The code of a complex task, whose tests want several functions or classes of a new file, written
 * unit by unit; undefined for other tasks, and where that does not come off.
 */
export async function codeByUnits(
  state: RunState,
  scope: NodeScope,
  agent: AgentContext,
): Promise<CodeDraft | undefined> {
  if (state.goal?.complexity !== 'complex' || state.existing !== undefined) return undefined;
  const plan = planOf(state);
  const tests = testFilesOf(testSetsOf(state)).map(({ content }) => content);
  const units = unitsOf(tests, { ...plan, symbol: plan.symbol });
  if (units.length === 0) return undefined;
  const check = (content: string): Promise<string | undefined> =>
    problemSoFar(content, state, scope);
  const attempt = attemptNumber(state);
  return writeByUnits({ plan, units, attempt, lesson: lessonOf(state), check }, agent);
}

/** What the user's tests and the type checker say against the units that are there, if anything. */
async function problemSoFar(
  content: string,
  state: RunState,
  { ports, signal, emit }: NodeScope,
): Promise<string | undefined> {
  const { language, codePath } = planOf(state);
  // The model's own tests may be wrong: they judge the whole, as votes.
  const { user } = testSetsOf(state);
  const files = [{ path: codePath, content }, ...user];
  if (user.length > 0) {
    emit({ type: 'node-phase', node: 'coder', phase: 'running-tests' });
    const testPaths = user.map(({ path }) => path);
    const { tests } = await ports.validator.validate({ language, files, testPaths }, signal);
    const wrong = tests.find(
      ({ passed, message = '' }) => !passed && message !== '' && !message.includes(notWritten),
    );
    if (wrong) return `Its test '${wrong.name}' failed: ${wrong.message?.trim().slice(0, 300)}`;
  }
  const findings = await ports.validator.check?.({ language, files, about: codePath }, signal);
  const typeError = findings?.find(({ kind }) => kind === 'type');
  return typeError && `Its types are wrong: ${typeError.message.slice(0, 300)}`;
}
