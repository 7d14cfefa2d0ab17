import { reflectOnRun } from '../../agents/reflection.ts';
import { userText } from '../../base/userText.ts';
import { blocksWith } from '../approach.ts';
import { prefixOf } from '../promptPrefix.ts';
import type { NodeWork } from '../scope.ts';

/** Scores the run. */
export const reflectionNode: NodeWork = async (state, { agent, request }) => {
  const reflection = await reflectOnRun(
    { validation: state.best?.validation, tests: state.tests?.kind ?? 'smoke' },
    {
      ...agent,
      prefix: prefixOf(blocksWith(state.blocks, state.best?.attempt), request.promptTokens),
    },
  );
  return {
    update: { reflected: reflection },
    summary: userText('{0} of 100', Math.round(reflection.overall * 100)),
    result: { kind: 'reflection', reflection },
  };
};
