import { END, START, StateGraph, type BaseCheckpointSaver } from '@langchain/langgraph';
import { afterApproval, approvePlanStep } from './approval.ts';
import { bypasses } from './bypass.ts';
import type { NodeName } from './events.ts';
import { coderNode } from './nodes/coderNode.ts';
import { criticNode } from './nodes/criticNode.ts';
import { debuggerNode } from './nodes/debuggerNode.ts';
import { finishStep } from './nodes/finishStep.ts';
import { fixerNode } from './nodes/fixerNode.ts';
import { intentNode } from './nodes/intentNode.ts';
import { plannerNode } from './nodes/plannerNode.ts';
import { reflectionNode } from './nodes/reflectionNode.ts';
import { replyStep } from './nodes/replyStep.ts';
import { researcherNode } from './nodes/researcherNode.ts';
import { testGeneratorNode } from './nodes/testGeneratorNode.ts';
import { validatorNode } from './nodes/validatorNode.ts';
import { afterIntent, afterPreparation, afterTests, afterValidation } from './routes.ts';
import { reportedNode, silentStep, type GraphNode, type NodeWork, type RunScope } from './scope.ts';
import { afterLookBack, lookBackStep } from './secondRound.ts';
import { RunStateAnnotation } from './state.ts';

/**
 * The ten nodes, and steps between them: `reply` and `finish` close a run, `look_back` may
 * start a second round. A node that is left out is gone around. Single edges into a join, never a list of them: after a loop LangGraph would wait for
 * the branch that does not run again, and end silently. Both branches of a pair are one step long.
 */
export function buildGraph(scope: RunScope, checkpointer: BaseCheckpointSaver) {
  const { request } = scope;
  const step = (node: NodeName, work: NodeWork): GraphNode =>
    request.without?.includes(node)
      ? silentStep(scope, bypasses[node])
      : reportedNode(scope, node, work);
  const prepared = afterPreparation(request);
  return new StateGraph(RunStateAnnotation)
    .addNode('intent', step('intent', intentNode))
    .addNode('planner', step('planner', plannerNode))
    .addNode('researcher', step('researcher', researcherNode))
    .addNode('test_generator', step('test_generator', testGeneratorNode))
    .addNode('coder', step('coder', coderNode))
    .addNode('validator', step('validator', validatorNode))
    .addNode('debugger', step('debugger', debuggerNode))
    .addNode('fixer', step('fixer', fixerNode))
    .addNode('reflection', step('reflection', reflectionNode))
    .addNode('critic', step('critic', criticNode))
    .addNode('reply', silentStep(scope, replyStep))
    .addNode('finish', silentStep(scope, finishStep))
    .addEdge(START, 'intent')
    .addConditionalEdges('intent', afterIntent, ['reply', 'planner', 'researcher'])
    .addNode('approve_plan', silentStep(scope, approvePlanStep))
    .addConditionalEdges('planner', prepared, ['test_generator', 'approve_plan', 'reply'])
    .addConditionalEdges('researcher', prepared, ['test_generator', 'approve_plan', 'reply'])
    .addConditionalEdges('approve_plan', afterApproval, {
      test_generator: 'test_generator',
      rejected: END,
    })
    .addConditionalEdges('test_generator', afterTests, ['coder', 'validator'])
    .addEdge('coder', 'validator')
    .addConditionalEdges('validator', afterValidation(request), [
      'debugger',
      'coder',
      'test_generator',
      'reflection',
      'critic',
    ])
    .addEdge('debugger', 'fixer')
    .addEdge('fixer', 'validator')
    .addNode('look_back', silentStep(scope, lookBackStep))
    .addEdge('reflection', 'look_back')
    .addEdge('critic', 'look_back')
    .addConditionalEdges('look_back', afterLookBack, ['planner', 'researcher', 'finish'])
    .addEdge('finish', END)
    .addEdge('reply', END)
    .compile({ checkpointer });
}
