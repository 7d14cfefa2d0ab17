import { modelClassOf, type ModelClass } from './modelClass.ts';

/** Tokens of a prompt up to which models of a class were seen to work well. */
const budgets: Readonly<Record<ModelClass, number>> = {
  small: 3_000,
  medium: 8_000,
  large: 16_000,
};
/** Where nothing is known of the model. */
export const leastPromptTokens = budgets.small;

/** Characters a token has in code and prose, about. */
export const charactersPerToken = 3.5;
/** Part of a prompt for what was said before. */
const historyShare = 0.25;
/** Part of a prompt for what all agents of a run share; the role's own instruction needs the rest. */
const sharedShare = 0.85;
/** Part of a prompt for the code file as it is shown, tokens a line has, and lines always shown. */
const fileShare = 0.5;
const tokensPerLine = 10;
const leastFileLines = 250;
/** Part of the context that a prompt may take: the reply and later blocks need room too. */
const promptShare = 0.5;

/**
 * Tokens that prompts of a model should have at most (aider and others, shared/facts/small-models.md:
 * 3k up to 3B, 8k for 7B to 9B, 16k from 14B), never more than half of its context.
 * @param parameters as the server names them, e.g. `7B` or `135M`; unknown counts as small.
 */
export function promptTokensOf(parameters: string | undefined, contextLength?: number): number {
  const wanted = budgets[modelClassOf(parameters) ?? 'small'];
  return Math.max(leastPromptTokens, Math.min(wanted, (contextLength ?? Infinity) * promptShare));
}

/** Characters of a prompt that may tell what was said before. */
export function historyLimit(promptTokens: number = leastPromptTokens): number {
  return Math.floor(promptTokens * historyShare * charactersPerToken);
}

/** Characters that the blocks all agents of a run share may take together. */
export function prefixLimit(promptTokens: number = leastPromptTokens): number {
  return Math.floor(promptTokens * sharedShare * charactersPerToken);
}

/** Lines of a long code file that a prompt shows. */
export function fileLines(promptTokens: number = leastPromptTokens): number {
  return Math.max(leastFileLines, Math.floor((promptTokens * fileShare) / tokensPerLine));
}
