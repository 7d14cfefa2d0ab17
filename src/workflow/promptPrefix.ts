import { systemPrompt } from '../agents/messages.ts';
import { prefixLimit } from '../agents/promptBudget.ts';
import { isLessonsBlock, isOpeningBlock } from '../agents/blocks.ts';
import type { PromptPrefix } from '../agents/types.ts';

const attemptBlock = /^# (?:Code|Test results), attempt (\d+)/;

/**
 * The shared beginning of the prompts of a run, for prompts of so many tokens. It only grows, until it
 * would no longer fit: then the oldest attempts go, whole, and what stays keeps its order.
 */
export function prefixOf(blocks: readonly string[], promptTokens?: number): PromptPrefix {
  const limit = prefixLimit(promptTokens);
  const kept = [...blocksOfRound(blocks)];
  let size = kept.reduce((sum, block) => sum + block.length, 0);
  while (size > limit) {
    const attempts = kept.filter((block) => attemptBlock.test(block));
    const oldest = attempts[0];
    if (oldest === undefined || attempts.length <= 2) break;
    kept.splice(kept.indexOf(oldest), 1);
    size -= oldest.length;
  }
  return { system: systemPrompt, blocks: kept };
}

/** The blocks of the round at hand: of the first one only what holds for the whole run. */
function blocksOfRound(blocks: readonly string[]): readonly string[] {
  const at = blocks.findLastIndex(isLessonsBlock);
  if (at < 0) return blocks;
  return [...blocks.slice(0, at).filter(isOpeningBlock), ...blocks.slice(at)];
}

/** Number of the attempt a block tells of; undefined for blocks that hold for the whole run. */
export function attemptOfBlock(block: string): number | undefined {
  const number = attemptBlock.exec(block)?.[1];
  return number === undefined ? undefined : Number(number);
}
