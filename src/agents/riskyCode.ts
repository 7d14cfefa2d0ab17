import type { SourceFile } from '../base/task.ts';
import type { CriticIssue } from './types.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly description: string;
  readonly suggestion: string;
  /** Default `high`. */
  readonly severity?: CriticIssue['severity'];
}

// Names by which code calls what somebody else wrote.
const given =
  'user\\w*|input|param\\w*|quer(?:y|ies)|req(?:uest)?|body|file_?name|file_?path|argv?|args';

const rules: readonly Rule[] = [
  {
    pattern: /(?<![\w$.])eval\s*\(|new Function\s*\(|(?<![\w.])exec\s*\(/,
    description: 'Runs text as code.',
    suggestion: 'Parse the input instead of running it.',
  },
  {
    pattern:
      /child_process|execSync\(|os\.system\(|shell\s*=\s*True|(?:exec\.Command|Command::new|new ProcessBuilder)\(\s*"(?:\/bin\/)?(?:ba|z)?sh"|getRuntime\(\)\s*\.exec\(/,
    description: 'Starts a shell command.',
    suggestion: 'Call the program with a list of arguments, without a shell.',
  },
  {
    pattern: /(?:password|secret|api_?key|token)\s*(?::=|[:=])\s*['"][^'"]{8,}['"]/i,
    description: 'Holds what looks like a secret.',
    suggestion: 'Read secrets from the environment.',
  },
  {
    pattern: /pickle\.loads?\(|yaml\.load\((?!.*SafeLoader)/,
    description: 'Loads data in a way that can run code.',
    suggestion: 'Use JSON or a safe loader.',
  },
  {
    // Whoever gives a part of a path may give `..` as well.
    pattern: new RegExp(
      `(?:(?<![\\w$.])|path\\.)(?:join|resolve)\\((?:[^)]*[,\\s.(])(?:${given})(?![\\w$])`,
      'i',
    ),
    description: 'Joins a path with what it is given.',
    suggestion: 'Check that the result still lies in the folder it should.',
    severity: 'medium',
  },
];

/** Obvious risks in generated code, each with the line that shows it. */
export function riskyCode(file: SourceFile): readonly CriticIssue[] {
  const lines = file.content.split('\n');
  return rules.flatMap(({ pattern, description, suggestion, severity = 'high' }) => {
    const index = lines.findIndex((line) => pattern.test(line));
    if (index < 0) return [];
    return [
      {
        category: 'security' as const,
        severity,
        location: `${file.path}:${index + 1}`,
        description,
        evidence: (lines[index] ?? '').trim().slice(0, 160),
        suggestion,
      },
    ];
  });
}
