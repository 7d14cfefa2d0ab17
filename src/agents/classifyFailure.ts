import type { ValidationResult } from '../base/task.ts';
import { findingLine } from './blocks.ts';
import type { DebugReport } from './types.ts';

type ErrorType = DebugReport['errorType'];

const kinds: readonly (readonly [ErrorType, RegExp])[] = [
  ['timeout', /timed? ?out|time limit|timeout/i],
  [
    'syntax',
    /SyntaxError|IndentationError|TabError|Unexpected token|Unexpected end|Unterminated|ERR_INVALID_TYPESCRIPT_SYNTAX|ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX/,
  ],
  [
    'import',
    /does not provide an export|ERR_MODULE_NOT_FOUND|Cannot find module|ModuleNotFoundError|ImportError|Cannot find package/,
  ],
  [
    'name',
    /ReferenceError|NameError|is not defined|AttributeError|UnboundLocalError|cannot find (?:symbol|\w+ `)/,
  ],
  [
    'type',
    /TypeError|is not a function|is not iterable|TS\d{4}|: mypy: |mismatched types|incompatible types/,
  ],
  [
    'assertion',
    /AssertionError|AssertionFailedError|ComparisonFailure|assertion .*failed|ERR_ASSERTION|Expected values|to be (?:strictly|deeply|loosely)|!==|not equal|!=/,
  ],
];

/** Kind of a failure by its own words: what would have to be fixed first decides. */
export function classifyFailure(validation: ValidationResult): ErrorType {
  const text = failureText(validation);
  // "does not provide an export" is reported as a SyntaxError, so imports are looked for first.
  if (/does not provide an export/.test(text)) return 'import';
  return kinds.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
}

/** All the words of a failure: the problem, messages of failed tests, and the output only if neither. */
function failureText(validation: ValidationResult): string {
  const messages = validation.tests
    .filter((test) => !test.passed)
    .map((test) => test.message ?? '')
    .filter((message) => message !== '');
  const findings = (validation.findings ?? []).filter(({ kind }) => kind === 'type');
  const parts = [
    ...(validation.problem ? [validation.problem] : []),
    ...messages,
    ...findings.map(findingLine),
  ];
  const known = parts.join('\n');
  return kinds.some(([, pattern]) => pattern.test(known))
    ? known
    : `${known}\n${validation.output}`;
}

/** The line that says most about a failure, short. */
export function failureLine(validation: ValidationResult): string {
  const failed = validation.tests.find((test) => !test.passed);
  const lines = failureText(validation)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const telling =
    lines.find((line) => /\w*(?:Error|Exception)\b|timed? ?out/.test(line)) ?? lines[0];
  const what = (telling ?? 'No tests ran.').slice(0, 240);
  return failed ? `${failed.name}: ${what}` : what;
}
