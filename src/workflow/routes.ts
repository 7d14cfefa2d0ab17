import type { RunRequest } from './run.ts';
import type { RunState } from './state.ts';

/** After the intent: talk needs no workflow, a plan no material, an analysis no plan. */
export function afterIntent({ goal }: RunState): ('reply' | 'planner' | 'researcher')[] {
  if (!goal || goal.type === 'greeting' || goal.type === 'help') return ['reply'];
  switch (goal.mode) {
    case 'chat':
      return ['reply'];
    case 'analyze':
      return ['researcher'];
    case 'plan':
      return ['planner'];
    case 'code':
      return ['planner', 'researcher'];
  }
}

/** After plan and material: on to the tests, or straight to the answer when no code is wanted. */
export function afterPreparation({ goal }: RunState): 'test_generator' | 'reply' {
  return goal?.mode === 'code' ? 'test_generator' : 'reply';
}

/** After the tests ran: fix while that can help, else look back. */
export function afterValidation(
  request: RunRequest,
): (state: RunState) => ('debugger' | 'reflection' | 'critic')[] {
  return ({ validation, iteration, goal, existing }) => {
    const testsOnly = goal?.type === 'test' && existing !== undefined;
    const canFix = validation?.status === 'failed' && iteration < request.maxIterations;
    return canFix && !testsOnly ? ['debugger'] : ['reflection', 'critic'];
  };
}
