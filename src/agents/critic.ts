import { z } from 'zod';
import type { Finding, SourceFile, ValidationResult } from '../base/task.ts';
import { askForObject } from './ask.ts';
import { failureLine } from './classifyFailure.ts';
import { riskyCode } from './riskyCode.ts';
import { criticPrompt } from './critic.prompt.ts';
import { unit } from './numbers.ts';
import type { AgentContext, CriticIssue, CriticReport } from './types.ts';

export interface CriticInput {
  readonly code: SourceFile | undefined;
  readonly validation: ValidationResult | undefined;
}

const schema = z.object({
  assessment: z.string(),
  category: z.enum(['correctness', 'tests', 'style', 'performance', 'security']),
  issue: z.string(),
  score: z.number(),
  severity: z.enum(['medium', 'low', 'high']),
  suggestion: z.string(),
});

/** Findings of type checker and linter that are listed at most. */
const shownFindings = 5;

/**
 * Reviews the best code of a run. Failed tests, findings and risky constructs are issues by
 * themselves; the model may add one, and its score cannot rise above what the results allow.
 */
export async function critiqueCode(
  input: CriticInput,
  context: AgentContext,
): Promise<CriticReport> {
  const known = knownIssues(input);
  const ceiling = ceilingOf(input, known);
  if (!input.code) return { score: 0, strengths: [], issues: known };
  const answer = await askForObject(
    {
      label: 'critic',
      instruction: criticPrompt,
      maxTokens: 300,
      schema,
      example: {
        assessment: 'one sentence',
        category: 'correctness',
        issue: 'one sentence, or none',
        score: 0.5,
        severity: 'medium',
        suggestion: 'one sentence',
      },
    },
    context,
  );
  if (!answer) return { score: ceiling, strengths: [], issues: known };
  const own = isSaid(answer.issue) && !/^(?:none|no issues?)\b/i.test(answer.issue.trim());
  const issue: CriticIssue = {
    category: answer.category,
    severity: answer.severity,
    location: input.code.path,
    description: short(answer.issue),
    evidence: '',
    suggestion: isSaid(answer.suggestion) ? short(answer.suggestion) : '',
  };
  return {
    score: Math.min(ceiling, unit(answer.score)),
    strengths: isSaid(answer.assessment) ? [short(answer.assessment)] : [],
    issues: own ? [...known, issue] : known,
  };
}

function knownIssues({ code, validation }: CriticInput): readonly CriticIssue[] {
  const failed = validation?.status === 'failed';
  const failure: CriticIssue = {
    category: 'correctness',
    severity: 'high',
    location: code?.path ?? '',
    description: code ? 'The tests do not pass.' : 'There is no usable code.',
    evidence: validation ? failureLine(validation) : '',
    suggestion: 'Read the failing test and correct the code, or ask again with an example.',
  };
  return [
    ...(failed || !code ? [failure] : []),
    ...(validation?.findings ?? []).slice(0, shownFindings).map(issueOf),
    ...(code ? riskyCode(code) : []),
  ];
}

/** A type error may break what uses the code; a linter speaks of style. */
function issueOf({ tool, kind, file, line, message }: Finding): CriticIssue {
  return {
    category: kind === 'type' ? 'correctness' : 'style',
    severity: kind === 'type' ? 'medium' : 'low',
    location: `${file}:${line}`,
    description: short(`${tool}: ${message}`),
    evidence: '',
    suggestion: '',
  };
}

function ceilingOf({ code, validation }: CriticInput, issues: readonly CriticIssue[]): number {
  if (!code) return 0;
  const risk = issues.some((issue) => issue.category === 'security') ? 0.6 : 1;
  if (validation?.status === 'passed') return risk;
  return Math.min(risk, validation?.status === 'failed' ? 0.4 : 0.6);
}

function isSaid(text: string): boolean {
  return text.trim().length > 3 && !/^one sentence(?:, or none)?$/.test(text.trim());
}

function short(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}
