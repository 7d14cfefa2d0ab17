import { nextStep } from './approach.ts';
import { budgetOf } from './budget.ts';
import type { RunRequest, RunResult } from './run.ts';
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
export function afterPreparation({
  approvePlan,
}: RunRequest): (state: RunState) => 'test_generator' | 'approve_plan' | 'reply' {
  const next = approvePlan ? 'approve_plan' : 'test_generator';
  return ({ goal }) => (goal?.mode === 'code' ? next : 'reply');
}

/** After the tests are made: on to the code; back to judging it when it is there. */
export function afterTests({ code }: RunState): 'coder' | 'validator' {
  return code === undefined ? 'coder' : 'validator';
}

/** After the tests ran: mend or write anew while that can help, else look back. */
export function afterValidation(
  request: RunRequest,
): (state: RunState) => ('debugger' | 'coder' | 'test_generator' | 'reflection' | 'critic')[] {
  return (state) => {
    switch (nextStep(state, budgetOf(request, state))) {
      case 'fix':
        return ['debugger'];
      case 'fresh':
        return ['coder'];
      case 'votes':
        return ['test_generator'];
      case 'end':
        return ['reflection', 'critic'];
    }
  };
}

/**
 * Why a run ends with what it has although another version could help: its model writes too slowly,
 * or the tokens are spent. Undefined where it ends by itself, or goes on.
 */
export function cutShortBy(request: RunRequest, state: RunState): RunResult['cutShort'] {
  const ends = (changes: Partial<RunState>): boolean => {
    const changed = { ...state, ...changes };
    return nextStep(changed, budgetOf(request, changed)) === 'end';
  };
  if (!ends({})) return undefined;
  if (!ends({ loopTokens: 0 })) return 'tokens';
  const { record } = state;
  return record && !ends({ record: { ...record, tokensPerSecond: 0 } }) ? 'time' : undefined;
}
