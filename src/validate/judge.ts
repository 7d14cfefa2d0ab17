import type { SourceFile, ValidationResult } from '../base/task.ts';
import { translate, userText, type UserText } from '../base/userText.ts';
import { expectedTests } from './expectedTests.ts';
import { exceededBound, type Exceeded, type RunBounds } from './exceeded.ts';
import { shownChanges } from './copyChanges.ts';
import type { ValidationLimits } from './limits.ts';
import type { ProcessResult } from './runProcess.ts';
import { parseTestReport, type TestReport } from './testReport.ts';

// Characters of output that are kept in a result.
const shownOutput = 16_000;

// What Node and Python say of a name or an address that cannot be reached.
const wantsNetwork =
  /\b(?:ENOTFOUND|EAI_AGAIN|ENETUNREACH|ENETDOWN)\b|Network is unreachable|name resolution/;
const withoutNetwork = 'Tests have no network here: what they need from one must be simulated.';

/** What the verdict is drawn from besides the process itself. */
export interface Evidence {
  readonly secret: string;
  /** The copy's path as the tests saw it; taken out of what is shown. */
  readonly tree: string;
  readonly limits: ValidationLimits;
  /** The test files as they were proposed: what they hold must be reported. */
  readonly testFiles?: readonly SourceFile[];
  /** What the sandbox held the run to, and what it counted; none without a sandbox. */
  readonly bounds?: RunBounds & { readonly met: Exceeded | undefined };
  /** Files of their copy that the tests changed, see `copyChanges`. */
  readonly changed?: readonly string[];
}

/** Draws the verdict: only tests that the runner reported count, and only from a whole report. */
export function judge(
  result: ProcessResult,
  { secret, tree, limits, testFiles = [], bounds, changed = [] }: Evidence,
): Pick<ValidationResult, 'status' | 'tests' | 'problem' | 'reason' | 'output'> {
  const report = parseTestReport(result.stdout, secret);
  const text = result.stderr
    .replaceAll(`file://${tree}/`, '')
    .replaceAll(`${tree}/`, '')
    .replaceAll(`${tree}\\`, '');
  const failure = problemOf(result, report, text, limits);
  const isGood =
    failure === undefined && report.tests.length > 0 && report.tests.every((test) => test.passed);
  const missing = isGood ? missingTests(report, testFiles) : [];
  const isPassed = isGood && missing.length === 0;
  const parts = missing.length > 0 ? missing : failure === undefined ? [] : [failure];
  const messages = report.tests.map((test) => test.message ?? '').join('\n');
  const isCutOff = !isPassed && wantsNetwork.test(`${text}\n${messages}`);
  const bound =
    isPassed || !bounds
      ? undefined
      : exceededBound(`${text}\n${messages}`, { ...bounds, ...limits }, bounds.met);
  const hints = [...(bound ? [translate(bound)] : []), ...(isCutOff ? [withoutNetwork] : [])];
  const problem = [...parts, ...hints].join('\n');
  const shown = text.length > shownOutput ? `[…]\n${text.slice(-shownOutput)}` : text;
  const note = changed.length > 0 ? changedText(changed) : undefined;
  // A reader is told in their language where there is nothing else to say.
  const reason = isPassed ? note : hints.length + parts.length === 1 ? bound : undefined;
  return {
    status: isPassed ? 'passed' : 'failed',
    tests: report.tests,
    output: note && !isPassed ? `${shown}\n${translate(note)}`.trim() : shown,
    ...(problem !== '' && { problem }),
    ...(reason && { reason }),
  };
}

function changedText(paths: readonly string[]): UserText {
  return userText(
    'The tests changed or removed files of their copy of the folder, or planted some there: {0}. The folder itself is as it was.',
    shownChanges(paths),
  );
}

/** Tests that stand in a file and were not heard of: taken out, or their process was led astray. */
function missingTests(report: TestReport, files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, content }) => {
    const told = [...report.tests, ...report.skipped]
      .filter((test) => test.testFile === path)
      .map((test) => dotted(test.name));
    return expectedTests(path, content)
      .filter((name) => !told.some((one) => `.${one}`.endsWith(`.${dotted(name)}`)))
      .map((name) => `${path} did not run its test "${name}".`);
  });
}

// Frameworks differ in what they put between a suite and its test.
function dotted(name: string): string {
  return name.replace(/ [>›] |::/g, '.');
}

function problemOf(
  { ended, code }: ProcessResult,
  report: TestReport,
  output: string,
  limits: ValidationLimits,
): string | undefined {
  if (ended === 'time') return `The tests did not finish within ${limits.wallMs / 1000} s.`;
  if (ended === 'output') {
    return `The tests printed more than ${limits.outputBytes / 1024 / 1024} MB and were ended.`;
  }
  const parts = [...report.problems];
  const crash = report.failedFiles.length > 0 ? findCrash(output) : undefined;
  for (const file of report.failedFiles) {
    parts.push(crash ?? `${file} failed outside of its tests.`);
  }
  for (const file of report.unfinishedFiles) {
    if (report.failedFiles.includes(file)) continue;
    parts.push(
      report.tests.some((test) => test.file === file)
        ? `${file} ended its process before all its tests were reported.`
        : `${file} reported no test: it declares none with the runner, or ended its process early.`,
    );
  }
  if (!report.isComplete) {
    parts.push(`The test run broke off (exit code ${code ?? 'none, it was killed'}).`);
  } else if (report.tests.length === 0 && parts.length === 0) parts.push('No test was run.');
  return parts.length === 0 ? undefined : [...new Set(parts)].join('\n');
}

/** Place and message of an uncaught error as Node prints it: `file:line`, source, `XError: …`. */
function findCrash(output: string): string | undefined {
  const [, message] = /^(?:Uncaught )?(\w*Error(?: \[\w+\])?: .*)$/m.exec(output) ?? [];
  if (message === undefined) return undefined;
  const [, place] = /^((?!node:)[^\s:][^\n:]*:\d+)$/m.exec(output) ?? [];
  return place === undefined ? message : `${place}: ${message}`;
}
