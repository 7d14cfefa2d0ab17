import { z } from 'zod';
import { modelRecordSchema } from '../agents/modelRecord.ts';
import { languages, modes, taskTypes, testFrameworks } from '../base/task.ts';
import type { RunState } from './state.ts';

const userTextSchema = z.object({
  message: z.string(),
  args: z.array(z.union([z.string(), z.number()])).optional(),
});

const score = z.number().min(0).max(1);
const approach = z.enum(['fresh', 'fix']);
const file = z.object({ path: z.string(), content: z.string() });
const taskType = z.enum(taskTypes);

const validation = z.object({
  status: z.enum(['passed', 'failed', 'unverified']),
  tests: z.array(
    z.object({
      name: z.string(),
      passed: z.boolean(),
      message: z.string().optional(),
      file: z.string().optional(),
      line: z.number().optional(),
      testFile: z.string().optional(),
      durationMs: z.number().optional(),
    }),
  ),
  problem: z.string().optional(),
  reason: userTextSchema.optional(),
  output: z.string(),
  durationMs: z.number(),
  command: z.string().optional(),
  findings: z
    .array(
      z.object({
        tool: z.string(),
        kind: z.enum(['type', 'lint']),
        file: z.string(),
        line: z.number(),
        message: z.string(),
      }),
    )
    .optional(),
});

const plan = z.object({
  language: z.enum(languages),
  codePath: z.string().regex(/^(?!\/|.*\.\.)[^\\:]+$/),
  testPath: z.string().regex(/^(?!\/|.*\.\.)[^\\:]+$/),
  existingTests: z.array(z.string()).optional(),
  symbol: z.string().optional(),
  framework: z.enum(testFrameworks).optional(),
  isCommonJs: z.boolean().optional(),
  package: z.string().optional(),
  junit: z.union([z.literal(4), z.literal(5)]).optional(),
  steps: z.array(z.string()),
});

const tests = z.object({
  code: z.string(),
  kind: z.enum(['generated', 'examples', 'smoke', 'existing']),
});

const version = z.object({
  attempt: z.number().int().min(1),
  approach,
  of: z.number().optional(),
  standing: z.number().int().min(0).max(5),
  userPassed: z.number(),
  isRightForUser: z.boolean(),
  votesPassed: z.number(),
  wholeVotes: z.number(),
  behaviour: z.array(z.string()),
  failure: z.string().optional(),
  typeErrors: z.number().optional(),
});

const candidate = z.object({
  files: z.array(file),
  validation,
  isUsable: z.boolean(),
  attempt: z.number().int().min(1),
});

const reflected = z.looseObject({ overall: score, analysis: z.string() });
const critique = z.looseObject({ score, issues: z.array(z.unknown()) });

const first = z.object({
  attempts: z.number().int().min(0),
  fixes: z.number().int().min(0),
  plan,
  tests,
  votes: z.array(file).optional(),
  existing: z.string().optional(),
  existingTests: z.array(file),
  tried: z.array(version),
  best: candidate,
  reflected: reflected.optional(),
  critique: critique.optional(),
});

/** Shape of a run's state on disk; a file that does not fit is not resumed. */
export const runStateSchema = z.object({
  goal: z
    .object({
      type: taskType,
      confidence: score,
      description: z.string(),
      complexity: z.enum(['simple', 'medium', 'complex']),
      mode: z.enum(modes).exclude(['auto']),
      needsCode: z.boolean(),
      otherLanguage: z.string().optional(),
    })
    .optional(),
  project: z.string().optional(),
  plan: plan.optional(),
  research: z
    .object({
      files: z.array(file),
      recommendations: z.array(z.string()),
      summary: z.string(),
    })
    .optional(),
  blocks: z.array(z.string()).optional(),
  existing: z.string().optional(),
  existingTests: z.array(file).optional(),
  record: modelRecordSchema.optional(),
  tests: tests.optional(),
  code: z
    .object({ code: z.string().optional(), draft: z.string(), problem: z.string().optional() })
    .optional(),
  validation: validation.optional(),
  debug: z
    .object({
      errorType: z.enum(['syntax', 'import', 'name', 'type', 'assertion', 'timeout', 'other']),
      summary: z.string(),
      rootCause: z.string(),
      instructions: z.string(),
      confidence: score,
    })
    .optional(),
  origin: z.object({ approach, of: z.number().optional() }).optional(),
  votes: z.array(file).optional(),
  tried: z.array(version).optional(),
  best: candidate.optional(),
  reflected: reflected.optional(),
  critique: critique.optional(),
  loopTokens: z.number().min(0).optional(),
  first: first.optional(),
  result: z
    .object({
      outcome: z.enum(['done', 'answered', 'unusable', 'rejected']),
      files: z.array(file),
      validation: validation.optional(),
      answer: z.string(),
      cutShort: z.enum(['time', 'tokens']).optional(),
    })
    .optional(),
} satisfies Record<keyof RunState, z.ZodType>);
