import { findingLine } from '../../agents/blocks.ts';
import { experienceOf } from '../../agents/memory.ts';
import type { SourceFile } from '../../base/task.ts';
import type { RunResult } from '../run.ts';
import { deliveryOf, type Delivery } from '../delivery.ts';
import { namingFiles } from '../namingFiles.ts';
import { planOf } from '../runParts.ts';
import { cutShortBy } from '../routes.ts';
import type { NodeScope } from '../scope.ts';
import { betterRound } from '../secondRound.ts';
import type { Candidate, RunState, RunUpdate } from '../state.ts';
import { failsToParse } from '../versions.ts';

/** Closes a code run: takes the best version and remembers what was learnt. */
export async function finishStep(ended: RunState, scope: NodeScope): Promise<RunUpdate> {
  const state = betterRound(ended);
  const cutShort = cutShortBy(scope.request, ended);
  const made = resultOf(state, cutShort);
  const naming = made.outcome === 'done' ? await namingFiles(state, scope) : [];
  const files = [...made.files, ...naming];
  const result = { ...made, files, ...(cutShort && { cutShort }) };
  await scope.ports.memory.remember(
    experienceOf({
      task: scope.request.task,
      type: state.goal?.type ?? 'create',
      plan: planOf(state),
      validation: state.best?.validation,
      debug: state.debug,
      reflection: state.reflected,
      iterations: (state.best?.attempt ?? 1) - 1,
      at: scope.clock.wallNow(),
    }),
  );
  return { result };
}

function resultOf(state: RunState, cutShort: RunResult['cutShort']): RunResult {
  const { best } = state;
  if (!best) return { outcome: 'unusable', files: [], answer: '' };
  const delivery = deliveryOf(state, best);
  const { validation } = delivery;
  const files = changedFiles(delivery, state);
  const isUsable = best.isUsable && !failsToParse(best) && files.length > 0;
  return {
    outcome: isUsable ? 'done' : 'unusable',
    files: isUsable ? files : draftOf(best),
    validation,
    answer: closingWords(state, delivery, cutShort),
  };
}

/** Only what differs from the folder: a proposal of unchanged files would be noise. */
function changedFiles(delivery: Delivery, state: RunState): readonly SourceFile[] {
  const { codePath } = planOf(state);
  return delivery.files.filter(
    (file) => file.path !== codePath || file.content !== (state.existing ?? undefined),
  );
}

function draftOf(best: Candidate): readonly SourceFile[] {
  return best.files.slice(0, 1).filter((file) => file.content.trim() !== '');
}

function closingWords(
  state: RunState,
  { files, validation, leftOut }: Delivery,
  cutShort: RunResult['cutShort'],
): string {
  const passed = validation.tests.filter((test) => test.passed).length;
  return [
    `${files.map((file) => file.path).join(', ')}:`,
    `${validation.status}, ${passed} of ${validation.tests.length} tests passed.`,
    ...(validation.findings ?? []).slice(0, 5).map(findingLine),
    ...(leftOut.length > 0 ? [`Left out as wrong: ${leftOut.join(', ')}.`] : []),
    ...(cutShort ? [`No ${cutShort} left for another version; this is the best one.`] : []),
    state.reflected?.analysis ?? '',
  ]
    .join(' ')
    .trim();
}
