import { resultsBlock } from '../../agents/blocks.ts';
import type { SourceFile, ValidationResult } from '../../base/task.ts';
import { translate, userText, type UserText } from '../../base/userText.ts';
import { betterCandidate } from '../candidates.ts';
import { generatedTests, planOf } from '../runParts.ts';
import type { NodeScope, NodeWork } from '../scope.ts';
import type { Candidate, RunState } from '../state.ts';

/** Runs the tests on the current code and keeps the best version so far. */
export const validatorNode: NodeWork = async (state, scope) => {
  const plan = planOf(state);
  const attempt = state.iteration + 1;
  const made = generatedTests(state);
  const code: SourceFile = {
    path: plan.codePath,
    content: state.code?.code ?? state.code?.draft ?? '',
  };
  const isUsable = state.code?.code !== undefined;
  const validation = isUsable
    ? honest(await runTests(state, [code, ...made], scope), state)
    : noCode(state.code?.problem);
  const candidate: Candidate = { files: [code, ...made], validation, isUsable, attempt };
  return {
    update: {
      validation,
      best: betterCandidate(state.best, candidate),
      blocks: [resultsBlock(validation, attempt)],
    },
    summary: summaryOf(validation, isUsable),
    result: { kind: 'validation', validation },
  };
};

async function runTests(
  state: RunState,
  files: readonly SourceFile[],
  { ports, signal, emit }: NodeScope,
): Promise<ValidationResult> {
  const existingTests = state.existingTests ?? [];
  emit({ type: 'node-phase', node: 'validator', phase: 'running-tests' });
  return ports.validator.validate(
    {
      language: planOf(state).language,
      files: [...files, ...existingTests],
      testPaths: [...files.slice(1), ...existingTests].map((file) => file.path),
    },
    signal,
  );
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

function summaryOf(validation: ValidationResult, isUsable: boolean): UserText {
  if (!isUsable) return userText('no code to test');
  if (validation.status === 'unverified') return userText('not verified');
  if (validation.tests.length === 0) return userText('the tests could not be run');
  const passed = validation.tests.filter((test) => test.passed).length;
  return userText('{0} of {1} passed', passed, validation.tests.length);
}
