import type { SourceFile } from '../base/task.ts';
import type { CriticIssue } from './types.ts';

const rules: readonly { pattern: RegExp; description: string; suggestion: string }[] = [
  {
    pattern: /(?<![\w$.])eval\s*\(|new Function\s*\(|(?<![\w.])exec\s*\(/,
    description: 'Runs text as code.',
    suggestion: 'Parse the input instead of running it.',
  },
  {
    pattern: /child_process|execSync\(|os\.system\(|shell\s*=\s*True/,
    description: 'Starts a shell command.',
    suggestion: 'Call the program with a list of arguments, without a shell.',
  },
  {
    pattern: /(?:password|secret|api_?key|token)\s*[:=]\s*['"][^'"]{8,}['"]/i,
    description: 'Holds what looks like a secret.',
    suggestion: 'Read secrets from the environment.',
  },
  {
    pattern: /pickle\.loads?\(|yaml\.load\((?!.*SafeLoader)/,
    description: 'Loads data in a way that can run code.',
    suggestion: 'Use JSON or a safe loader.',
  },
];

/** Obvious risks in generated code, each with the line that shows it. */
export function riskyCode(file: SourceFile): readonly CriticIssue[] {
  const lines = file.content.split('\n');
  return rules.flatMap(({ pattern, description, suggestion }) => {
    const index = lines.findIndex((line) => pattern.test(line));
    if (index < 0) return [];
    return [
      {
        category: 'security' as const,
        severity: 'high' as const,
        location: `${file.path}:${index + 1}`,
        description,
        evidence: (lines[index] ?? '').trim().slice(0, 160),
        suggestion,
      },
    ];
  });
}
