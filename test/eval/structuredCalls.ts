import { z } from 'zod';
import type { SeenChat } from './wireTap.ts';

/** What became of the questions whose answers a server was to hold to a schema. */
export interface StructuredCalls {
  /** Questions, each with its repairs. */
  readonly asked: number;
  /** Repair turns, in all. */
  readonly repairs: number;
  /** Questions without a valid answer at the end: the agent has to fall back on rules. */
  readonly invalid: number;
  /** Questions that were repaired more than twice. */
  readonly overRepaired: number;
}

const chatSchema = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  format: z.record(z.string(), z.json()).optional(),
});
const lineSchema = z.object({ message: z.object({ content: z.string() }).optional() });

const mostRepairs = 2;

interface Chain {
  repairs: number;
  isValid: boolean;
  isEmpty: boolean;
}

/** Counts them by what went over the wire alone, in the order it came. */
export function countStructured(chats: readonly SeenChat[]): StructuredCalls {
  const chains: Chain[] = [];
  const open = new Map<string, Chain>();
  for (const { request, reply } of chats) {
    const { messages = [], format } = chatSchema.safeParse(parsed(request)).data ?? {};
    if (format === undefined) continue;
    const isRepair = messages.at(-2)?.role === 'assistant';
    const question = isRepair ? messages.slice(0, -2) : messages;
    const key = JSON.stringify(question);
    const known = open.get(key);
    // An empty reply is asked for again as it was, which repairs nothing.
    const chain = known && !known.isValid ? known : newChain();
    if (chain !== known) chains.push(chain);
    else if (isRepair && !chain.isEmpty) chain.repairs++;
    const content = contentOf(reply);
    chain.isEmpty = content.trim() === '';
    chain.isValid = isValid(content, format);
    open.set(key, chain);
  }
  return {
    asked: chains.length,
    repairs: chains.reduce((sum, { repairs }) => sum + repairs, 0),
    invalid: chains.filter((chain) => !chain.isValid).length,
    overRepaired: chains.filter(({ repairs }) => repairs > mostRepairs).length,
  };
}

function newChain(): Chain {
  return { repairs: 0, isValid: false, isEmpty: false };
}

function contentOf(reply: string): string {
  const lines = reply.split('\n').filter((line) => line.trim() !== '');
  return lines
    .map((line) => lineSchema.safeParse(parsed(line)).data?.message?.content ?? '')
    .join('');
}

function isValid(content: string, format: z.core.JSONSchema.BaseSchema): boolean {
  return z.fromJSONSchema(format).safeParse(parsed(content)).success;
}

/** Undefined for a text that is no JSON: a reply may have been cut. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
