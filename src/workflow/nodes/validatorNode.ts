import { resultsBlock } from '../../agents/blocks.ts';
import type { ModelRecord } from '../../agents/modelRecord.ts';
import type { SourceFile, ValidationResult } from '../../base/task.ts';
import { translate, userText, type UserText } from '../../base/userText.ts';
import { attemptNumber, bestVersion } from '../approach.ts';
import { namingFiles } from '../namingFiles.ts';
import { cutShortBy } from '../routes.ts';
import type { RunRequest } from '../run.ts';
import { planOf } from '../runParts.ts';
import type { NodeScope, NodeWork } from '../scope.ts';
import type { Candidate, RunState } from '../state.ts';
import { testFilesOf, testSetsOf } from '../testSets.ts';
import { loopTokensOf } from '../tokenBudget.ts';
import { isBetter, versionOf } from '../versions.ts';

/** Runs the tests on the current code and keeps the best version so far. */
export const validatorNode: NodeWork = async (state, scope) => {
  const attempt = attemptNumber(state);
  const sets = testSetsOf(state);
  const code: SourceFile = {
    path: planOf(state).codePath,
    content: state.code?.code ?? state.code?.draft ?? '',
  };
  const isUsable = state.code?.code !== undefined;
  const validation = isUsable
    ? await withFindings(honest(await runTests(state, code, scope), state), state, code, scope)
    : noCode(state.code?.problem);
  const candidate: Candidate = {
    files: [code, ...testFilesOf(sets)],
    validation,
    isUsable,
    attempt,
  };
  const version = versionOf(candidate, sets, state.origin ?? { approach: 'fresh' });
  const tried = [...(state.tried ?? []), version];
  const best = bestVersion(state);
  // Only what comes after a failure depends on what the model can do.
  const record = validation.status === 'failed' ? await recordOf(state, scope) : undefined;
  const kept = best && state.best && !isBetter(version, best, tried) ? state.best : candidate;
  const after = { ...state, record: record ?? state.record, validation, tried, best: kept };
  return {
    update: {
      ...(record && { record }),
      validation,
      tried,
      best: kept,
      blocks: [resultsBlock(validation, attempt)],
    },
    summary: shortSummary(scope.request, after) ?? summaryOf(validation, isUsable),
    result: { kind: 'validation', validation },
  };
};

async function runTests(
  state: RunState,
  code: SourceFile,
  scope: NodeScope,
): Promise<ValidationResult> {
  const { ports, signal, emit } = scope;
  const tests = testFilesOf(testSetsOf(state));
  emit({ type: 'node-phase', node: 'validator', phase: 'running-tests' });
  return ports.validator.validate(
    {
      language: planOf(state).language,
      files: [code, ...tests, ...(await namingFiles(state, scope))],
      testPaths: tests.map((file) => file.path),
    },
    signal,
  );
}

/** Code that passes its tests is shown to the project's own type checker and linter, too. */
async function withFindings(
  validation: ValidationResult,
  state: RunState,
  code: SourceFile,
  { ports, signal }: NodeScope,
): Promise<ValidationResult> {
  if (validation.status === 'failed') return validation;
  const { language } = planOf(state);
  const files = [code, ...testFilesOf(testSetsOf(state))];
  const findings = await ports.validator.check?.({ language, files, about: code.path }, signal);
  return findings && findings.length > 0 ? { ...validation, findings } : validation;
}

/** What the model can do: a run waits for its self-test once, and says so. */
async function recordOf(
  { record }: RunState,
  { request, ports, agent, signal, emit }: NodeScope,
): Promise<ModelRecord | undefined> {
  if (record || request.maxIterations === 0) return record;
  let isTold = false;
  return ports.record?.(signal, (event) => {
    if (!isTold) emit({ type: 'node-phase', node: 'validator', phase: 'testing-model' });
    isTold = true;
    if (event.type === 'usage') agent.emit(event);
  });
}

/** A passed smoke test proves nothing about behaviour, and must not look as if it did. */
function honest(validation: ValidationResult, state: RunState): ValidationResult {
  const onlySmoke = state.tests?.kind === 'smoke' && (state.existingTests ?? []).length === 0;
  if (!onlySmoke || validation.status !== 'passed') return validation;
  const reason = userText('Only a smoke test ran: the code loads, its behaviour is not tested.');
  return { ...validation, status: 'unverified', problem: translate(reason), reason };
}

function noCode(problem: string | undefined): ValidationResult {
  return {
    status: 'failed',
    tests: [],
    problem: `The model gave no usable code. ${problem ?? ''}`.trim(),
    reason: userText('The model gave no usable code.'),
    output: '',
    durationMs: 0,
  };
}

function shortSummary(request: RunRequest, state: RunState): UserText | undefined {
  switch (cutShortBy(request, state)) {
    case 'time':
      return userText(
        'too slow for more versions: {0} tokens a second',
        state.record?.tokensPerSecond ?? 0,
      );
    case 'tokens':
      return userText(
        'no tokens left for more versions: {0} of {1} are spent; the best one is kept',
        state.loopTokens,
        loopTokensOf(request),
      );
    case undefined:
      return undefined;
  }
}

function summaryOf(validation: ValidationResult, isUsable: boolean): UserText {
  if (!isUsable) return userText('no code to test');
  if (validation.status === 'unverified') return userText('not verified');
  if (validation.tests.length === 0) return userText('the tests could not be run');
  const passed = validation.tests.filter((test) => test.passed).length;
  return userText('{0} of {1} passed', passed, validation.tests.length);
}
