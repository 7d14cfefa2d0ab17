import { z } from 'zod';
import { languages, modes } from '../base/task.ts';
import { nodeNames, type RunEvent } from '../workflow/events.ts';

const userText = z.object({
  message: z.string(),
  args: z.array(z.union([z.string(), z.number()])).exactOptional(),
});
const usage = z.object({
  promptTokens: z.number(),
  replyTokens: z.number(),
  queuedMs: z.number(),
  totalMs: z.number(),
});
const node = z.enum(nodeNames);
const mode = z.enum(modes);
const texts = z.array(z.string());

const plan = z.object({
  language: z.enum(languages),
  codePath: z.string(),
  testPath: z.string(),
  steps: texts,
});
const test = z.object({
  name: z.string(),
  passed: z.boolean(),
  message: z.string().exactOptional(),
  file: z.string().exactOptional(),
  line: z.number().exactOptional(),
  durationMs: z.number().exactOptional(),
});
const finding = z.object({
  tool: z.string(),
  kind: z.enum(['type', 'lint']),
  file: z.string(),
  line: z.number(),
  message: z.string(),
});
const validation = z.object({
  status: z.enum(['passed', 'failed', 'unverified']),
  tests: z.array(test),
  problem: z.string().exactOptional(),
  reason: userText.exactOptional(),
  output: z.string(),
  durationMs: z.number(),
  command: z.string().exactOptional(),
  findings: z.array(finding).exactOptional(),
});
const reflection = z.object({
  planning: z.number(),
  research: z.number(),
  testing: z.number(),
  coding: z.number(),
  overall: z.number(),
  analysis: z.string(),
  improvements: texts,
  shouldRetry: z.boolean(),
});
const issue = z.object({
  category: z.enum(['correctness', 'security', 'performance', 'style', 'tests']),
  severity: z.enum(['low', 'medium', 'high']),
  location: z.string(),
  description: z.string(),
  evidence: z.string(),
  suggestion: z.string(),
});
const critic = z.object({ score: z.number(), strengths: texts, issues: z.array(issue) });
const result = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plan'), plan }),
  z.object({ kind: z.literal('validation'), validation }),
  z.object({ kind: z.literal('reflection'), reflection }),
  z.object({ kind: z.literal('critic'), critic }),
]);

const proposedFile = z.object({
  path: z.string(),
  operation: z.enum(['create', 'edit', 'delete']),
  added: z.number(),
  removed: z.number(),
  hash: z.string(),
  decision: z.enum(['allow', 'ask', 'deny']),
  reason: userText.exactOptional(),
});
const proposal = z.object({
  id: z.string(),
  files: z.array(proposedFile),
  verification: z.enum(['verified', 'failed', 'unverified']),
  isRevised: z.literal(true).exactOptional(),
  state: z.enum(['open', 'applied', 'kept', 'discarded', 'undone']),
});

const base = { runId: z.string(), at: z.number() };
const runStart = z.object({
  ...base,
  type: z.literal('run-start'),
  conversationId: z.string(),
  task: z.string(),
  mode,
  resumed: z.boolean(),
});
const runModel = z.object({
  ...base,
  type: z.literal('run-model'),
  model: z.string(),
  host: z.string(),
});
const nodeStart = z.object({ ...base, type: z.literal('node-start'), node, attempt: z.number() });
const nodeEnd = z.object({
  ...base,
  type: z.literal('node-end'),
  node,
  attempt: z.number(),
  outcome: z.enum(['done', 'failed']),
  elapsedMs: z.number(),
  summary: userText,
  usage: usage.exactOptional(),
  // A result this version cannot show is left out; the step itself stays.
  result: result.optional().catch(undefined),
});
const answerEnd = z.object({ ...base, type: z.literal('answer-end'), elapsedMs: z.number() });
const interrupted = z.object({
  ...base,
  type: z.literal('interrupt'),
  interrupt: z.object({ id: z.string(), kind: z.literal('plan'), plan }),
});
const answered = z.object({
  ...base,
  type: z.literal('interrupt-end'),
  id: z.string(),
  decision: z.enum(['approve', 'reject']),
  plan: plan.exactOptional(),
  reason: z.string().exactOptional(),
});
const proposed = z.object({ ...base, type: z.literal('proposal'), proposal });
const runEnd = z.object({
  ...base,
  type: z.literal('run-end'),
  outcome: z.enum(['done', 'answered', 'unusable', 'rejected', 'failed', 'cancelled']),
  elapsedMs: z.number(),
  usage,
});

/** Events of a run as a file from outside may bring them; kinds this version lacks do not fit. */
const eventSchema = z.discriminatedUnion('type', [
  runStart,
  runModel,
  nodeStart,
  nodeEnd,
  answerEnd,
  interrupted,
  answered,
  proposed,
  runEnd,
]);

/** The event, checked in every part, or undefined when it is none that a past run can show. */
export function readEvent(value: unknown): RunEvent | undefined {
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const event = parsed.data;
  if (event.type !== 'node-end') return event;
  const { result: found, ...rest } = event;
  return { ...rest, ...(found && { result: found }) };
}
