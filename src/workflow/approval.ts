import { Command, interrupt, INTERRUPT } from '@langchain/langgraph';
import { planBlock } from '../agents/blocks.ts';
import { raceAbort } from '../base/abort.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { editPlan, fitPlan } from './editPlan.ts';
import { withFolderStyle } from './folderStyle.ts';
import { interruptAnswerSchema, type InterruptAnswer, type RunInterrupt } from './interrupts.ts';
import { planOf } from './runParts.ts';
import type { NodeScope, RunScope } from './scope.ts';
import type { RunState, RunUpdate } from './state.ts';

const pathLimit = 300;

/**
 * Waits for the user's word on the plan. A step of its own, because LangGraph runs what asks again
 * from its top when the answer is there. The plan enters the prompts only here, so that later
 * agents never see one that was changed.
 */
export async function approvePlanStep(state: RunState, scope: NodeScope): Promise<RunUpdate> {
  const { ports, signal } = scope;
  const plan = planOf(state);
  const answer = interruptAnswerSchema.parse(interrupt({ kind: 'plan', plan }));
  if (answer.decision === 'reject') {
    return { result: { outcome: 'rejected', files: [], answer: answer.reason ?? '' } };
  }
  const edited = answer.plan && editPlan(plan, answer.plan);
  const approved = edited
    ? await withFolderStyle(fitPlan(edited, await ports.context.paths(pathLimit, signal)), scope)
    : plan;
  return { plan: approved, blocks: [planBlock(approved)] };
}

/** After the user's word: on, or to the end. */
export function afterApproval({ result }: RunState): 'test_generator' | 'rejected' {
  return result ? 'rejected' : 'test_generator';
}

/** What the graph is given next: null goes on from the checkpoint. */
type Input = RunUpdate | Command<unknown, RunUpdate, never> | null;

/**
 * Runs the graph to its end, with a stop at each question it asks: the checkpoint then holds the
 * question, nothing runs, and no time limit counts until the answer is there or the run is aborted.
 */
export async function invokeWithAnswers(
  invoke: (input: Input) => Promise<RunState>,
  first: RunUpdate | null,
  scope: RunScope,
): Promise<RunState> {
  let input: Input = first;
  for (;;) {
    const state = await invoke(input);
    const question = questionOf(state);
    if (!question) return state;
    scope.emit({ type: 'interrupt', interrupt: question });
    const answer = await answerTo(question, scope);
    const { decision } = answer;
    const plan =
      decision === 'approve' && answer.plan ? editPlan(question.plan, answer.plan) : undefined;
    const reason = decision === 'reject' ? answer.reason : undefined;
    scope.emit({
      type: 'interrupt-end',
      id: question.id,
      decision,
      ...(plan && { plan }),
      ...(reason !== undefined && { reason }),
    });
    input = new Command<unknown, RunUpdate, never>({ resume: { [question.id]: answer } });
  }
}

function answerTo(question: RunInterrupt, { ports, signal }: RunScope): Promise<InterruptAnswer> {
  if (ports.ask) return raceAbort(ports.ask(question, signal), signal);
  throw new CaravanError('internal', {
    text: userText('The run asks for an approval where nobody can give one.'),
    next: userText('Switch the approval of plans off.'),
  });
}

function questionOf(state: RunState): RunInterrupt | undefined {
  const asked = (state as Readonly<Record<string, unknown>>)[INTERRUPT];
  const [first] = (asked ?? []) as readonly { id: string; value: Omit<RunInterrupt, 'id'> }[];
  return first && { ...first.value, id: first.id };
}
