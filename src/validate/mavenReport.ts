import { stripTerminalCodes } from './capturedOutput.ts';
import { readXml } from './readXml.ts';
import type { ProcessResult } from './runProcess.ts';
import type { ToolReport } from './toolchain.ts';

/** Where the tests of a report lie. */
export interface MavenPlaces {
  /** The copy's path as the tests saw it. */
  readonly tree: string;
  /** Java files of the copy. */
  readonly sources: readonly string[];
}

/** A line of the report, see `parseTestReport`. */
type Line = Readonly<Record<string, unknown>>;

/** A `testcase` of a surefire report. */
interface TestCase {
  readonly name: string;
  readonly holder: string;
  readonly seconds: number;
  outcome: 'passed' | 'failure' | 'error' | 'skipped';
  message: string;
  text: string;
}

const mostProblems = 8;
const messageLines = 12;
const mostFrames = 60;
const textLength = 64_000;
const syntax =
  /expected$|^(?:illegal start of|reached end of file|unclosed |not a statement|illegal character|'\w+' without|unterminated )/;

/**
 * Reads what surefire wrote of the tests (its XML, one file a class) and what Maven printed. The
 * tests count where they are as many, of each outcome, as Maven itself says were run.
 * @param files contents of the reports.
 */
export function readMavenReport(
  result: ProcessResult,
  files: readonly string[],
  places: MavenPlaces,
): ToolReport {
  const printed = stripTerminalCodes(result.stdout)
    .split('\n')
    .filter((line) => !/^\s*$|^\[INFO\]\s*$/.test(line));
  const lines: Line[] = [];
  const cases: TestCase[] = [];
  for (const file of files) {
    const read = readCases(file);
    if (read) cases.push(...read);
    else lines.push(problem('A report of the tests could not be read.'));
  }
  lines.push(...cases.map((test) => lineOf(test, places)), ...compileErrors(printed, places));
  const isFailed = lines.some(({ type, passed }) => type !== 'skipped' && passed !== true);
  if (result.code !== 0 && !isFailed) lines.push(problem(errorText(printed, places)));
  if (agrees(printed, cases)) lines.push({ type: 'end' });
  const text = [...printed, result.stderr.replace(/^Picked up JAVA_TOOL_OPTIONS: .*$/gm, '')]
    .join('\n')
    .trim();
  return { lines: lines.map((line) => JSON.stringify(line)), build: text, output: '' };
}

/** The tests of a report; undefined where it is none. */
function readCases(xml: string): readonly TestCase[] | undefined {
  const parts = readXml(xml);
  if (!parts) return undefined;
  const cases: TestCase[] = [];
  const path: string[] = [];
  for (const part of parts) {
    const test = cases.at(-1);
    const isDetail = path.length === 3 && (path[2] === 'failure' || path[2] === 'error');
    if (part.kind === 'close') path.pop();
    else if (part.kind === 'text') {
      if (isDetail && test) test.text = (test.text + part.text).slice(0, textLength);
    } else {
      const { name, attributes } = part;
      const of = (key: string): string => attributes.get(key) ?? '';
      path.push(name);
      if (path.length === 2 && name === 'testcase') {
        cases.push({
          ...{ name: of('name'), holder: of('classname'), seconds: Number(of('time')) || 0 },
          ...{ outcome: 'passed', message: '', text: '' },
        });
      } else if (path.length === 3 && path[1] === 'testcase' && test) {
        if (name !== 'failure' && name !== 'error' && name !== 'skipped') continue;
        test.outcome = name;
        test.message = of('message');
      }
    }
  }
  return path.length === 0 && parts[0]?.kind === 'open' && parts[0].name === 'testsuite'
    ? cases
    : undefined;
}

function lineOf(test: TestCase, places: MavenPlaces): Line {
  const simple = test.holder.slice(test.holder.lastIndexOf('.') + 1);
  const name = `${simple}.${test.name.replace(/\(\)$/, '')}`;
  const testFile = sourceOf(test.holder, undefined, places);
  const where = testFile !== undefined && { testFile };
  if (test.outcome === 'skipped') return { type: 'skipped', name, testFile: testFile ?? '' };
  const line = {
    ...{ type: 'test', name, passed: test.outcome === 'passed' },
    ...{ ...where, durationMs: Math.max(0, Math.round(test.seconds * 1_000)) },
  };
  if (line.passed) return { ...line, ...(testFile !== undefined && { file: testFile }) };
  const message = messageOf(test);
  return {
    ...line,
    message: message === '' ? 'It failed without a word.' : message,
    ...(placeIn(test.text, places) ?? (testFile !== undefined && { file: testFile })),
  };
}

function messageOf({ text, message }: TestCase): string {
  const lines = text.split('\n').slice(0, mostFrames);
  const trace = lines.findIndex((line) => /^\s+at \S/.test(line));
  const told = (trace < 0 ? lines : lines.slice(0, trace)).slice(0, messageLines).join('\n').trim();
  return (told === '' ? message : told).replace(
    /^(?:org\.opentest4j\.|java\.lang\.|org\.junit\.|junit\.framework\.)(?=\w*(?:Assertion|Comparison)\w*)/,
    '',
  );
}

/** The first frame of a stack trace that is in a file of the project. */
function placeIn(text: string, places: MavenPlaces): Line | undefined {
  const frames = text.matchAll(
    /^\s{0,8}at (?:[\w.@-]{1,100}\/)?([\w.$]{1,400})\.[\w$<>]{1,200}\(([\w$]{1,200}\.java):(\d{1,7})\)/gm,
  );
  let seen = 0;
  for (const [, holder = '', name = '', line] of frames) {
    if (++seen > mostFrames) break;
    const file = sourceOf(holder, name, places);
    if (file !== undefined) return { file, line: Number(line) };
  }
  return undefined;
}

/** The file of the project that a class is in. */
function sourceOf(
  holder: string,
  name: string | undefined,
  { sources }: MavenPlaces,
): string | undefined {
  const [outer = ''] = holder.split('$');
  const folder = outer.split('.').slice(0, -1);
  const path = [...folder, name ?? `${outer.slice(outer.lastIndexOf('.') + 1)}.java`].join('/');
  return sources.find((source) => source === path || source.endsWith(`/${path}`));
}

/** `[ERROR] path:[line,column] what`, as the compiler's plugin prints it, twice. */
function compileErrors(printed: readonly string[], { tree }: MavenPlaces): readonly Line[] {
  const found = new Map<string, Line>();
  for (const [at, line] of printed.entries()) {
    const [, path = '', number, what = ''] =
      /^\[ERROR\] ([^:\n]{1,600}\.java):\[(\d+)(?:,\d+)?\] (?:error: )?(.{1,1000})/.exec(line) ??
      [];
    if (number === undefined) continue;
    const [, symbol] = /^(?:\[ERROR\])?\s+symbol: +(\S.{0,300})$/.exec(printed[at + 1] ?? '') ?? [];
    const file = path.startsWith(`${tree}/`) ? path.slice(tree.length + 1) : path;
    const message = `${syntax.test(what) ? 'SyntaxError: ' : ''}${what}${symbol === undefined ? '' : `: ${symbol.replace(/\s+/g, ' ')}`}`;
    found.set(`${file}:${number}: ${what}`, {
      type: 'problem',
      file,
      line: Number(number),
      message,
    });
  }
  return [...found.values()].slice(0, mostProblems);
}

/** Does Maven's own sum, which is printed for each module, say the same as the reports? */
function agrees(printed: readonly string[], cases: readonly TestCase[]): boolean {
  const sum = [0, 0, 0, 0];
  for (const line of printed) {
    const match =
      /^(?:\[\w+\] )?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)\s*$/.exec(
        line,
      );
    match?.slice(1).forEach((number, at) => (sum[at] = (sum[at] ?? 0) + Number(number)));
  }
  const count = (outcome: TestCase['outcome']): number =>
    cases.filter((test) => test.outcome === outcome).length;
  const read = [cases.length, count('failure'), count('error'), count('skipped')];
  return read.every((number, at) => number === sum[at]);
}

/** What Maven says went wrong, without where to read of it. */
function errorText(printed: readonly string[], { tree }: MavenPlaces): string {
  const told = printed
    .filter(
      (line) =>
        /^\[ERROR\] \S/.test(line) &&
        !/\[Help \d\] http|^\[ERROR\] (?:To see|Re-run|For more|-> \[|Please refer)/.test(line),
    )
    .map((line) =>
      line
        .slice(8, 1_000)
        .replaceAll(`${tree}/`, '')
        .replace(/ -> \[Help \d\]$/, ''),
    )
    .slice(0, mostProblems)
    .join('\n');
  return told === '' ? 'mvn test failed and did not say why.' : told;
}

function problem(message: string): Line {
  return { type: 'problem', message };
}
