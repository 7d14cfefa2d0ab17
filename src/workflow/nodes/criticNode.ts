import { critiqueCode } from '../../agents/critic.ts';
import { userText } from '../../base/userText.ts';
import { blocksWith } from '../approach.ts';
import { prefixOf } from '../promptPrefix.ts';
import type { NodeWork } from '../scope.ts';

/** Reviews the best version. */
export const criticNode: NodeWork = async (state, { agent, request }) => {
  const { best } = state;
  const critic = await critiqueCode(
    { code: best?.isUsable ? best.files[0] : undefined, validation: best?.validation },
    {
      ...agent,
      prefix: prefixOf(blocksWith(state.blocks, state.best?.attempt), request.promptTokens),
    },
  );
  const count = critic.issues.length;
  return {
    update: { critique: critic },
    summary: count === 0 ? userText('no issues') : userText('issues: {0}', count),
    result: { kind: 'critic', critic },
  };
};
