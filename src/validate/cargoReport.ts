import { posix } from 'node:path';
import type { ProcessResult } from './runProcess.ts';
import type { ToolReport } from './toolchain.ts';

/** Where the tests of a report lie; paths are relative to the copy, empty for the copy itself. */
export interface CargoPlaces {
  /** Folders of the packages whose tests run, at least one. */
  readonly roots: readonly string[];
  /** Folder that the compiler's paths start from: that of the package's workspace. */
  readonly workspace: string;
  /** The copy's path as the tests saw it. */
  readonly tree: string;
  /** The copy's Rust files. */
  readonly sources: ReadonlySet<string>;
}

/** A line of the report, see `parseTestReport`. */
type Line = Readonly<Record<string, unknown>>;

/** What one test program told. */
interface Section {
  readonly announced: number;
  readonly tests: { readonly name: string; readonly word: string }[];
  readonly details: Map<string, string[]>;
  /** True when the program's own count of its tests is what was read of them. */
  isWhole: boolean;
}

const mostProblems = 8;
const messageLines = 12;
const lineLength = 2_000;
const detailLength = 16_000;
// Since Rust 1.73 the message is on a line of its own; before, it stood in quotes before the place.
const panicked =
  /^thread '[^']{0,300}' (?:\(\d+\) )?panicked at (?:'(.{0,1000})', |'(?=.))?(?:[^:']{1,400}:\d+:\d+:?$)?/;
const placePatterns = [
  /^thread '[^'\n]{0,300}' (?:\(\d+\) )?panicked at ([^:'\n]{1,400}):(\d+):\d+:$/m,
  /', ([^:'\n]{1,400}):(\d+):\d+$/m,
  /did not panic as expected at ([^:\n]{1,400}):(\d+):/,
];
const syntax =
  /^(?:expected |unexpected |mismatched closing|un(?:closed|terminated|matched) |unknown start of|this file contains an unclosed|missing )/;

/**
 * Reads what `cargo test --message-format=short` printed: the text of the libtest harness, as
 * stable Rust has no other. A program counts whose tests agree with its own count of them.
 */
export function readCargoReport(
  result: ProcessResult,
  built: ProcessResult,
  places: CargoPlaces,
): ToolReport {
  const build = built.stderr;
  const problems = compileErrors(build, places);
  if (built.code !== 0) {
    const said = problems.length > 0 ? problems : [problem(errorText(build, 'cargo'))];
    return { lines: asText([...said, { type: 'end' }]), build, output: '' };
  }
  const lines: Line[] = [];
  const sections = readSections(result.stdout);
  const programs = [
    ...result.stderr.matchAll(/^ +Running (?:unittests )?([^()\n]{1,400}\.rs) \(/gm),
  ].map(([, path = '']) => programFile(path.replaceAll('\\', '/'), places));
  const count = Math.max(sections.length, programs.length);
  for (let at = 0; at < count; at++) {
    const section = sections[at];
    const file = programs[at] ?? '.';
    const tests = section?.tests ?? [];
    lines.push(...tests.map((test) => outcome(test, section, file, places)));
    if (!section?.isWhole) lines.push({ type: 'file-unfinished', file });
  }
  const isFailed = lines.some(({ type, passed }) => type !== 'skipped' && passed !== true);
  if (result.code !== 0 && !isFailed) lines.push(problem(errorText(result.stderr, 'cargo test')));
  if (sections.length === programs.length) lines.push({ type: 'end' });
  return { lines: asText(lines), build, output: `${result.stdout}${result.stderr}` };
}

function readSections(stdout: string): readonly Section[] {
  const sections: Section[] = [];
  let open: Section | undefined;
  let pending: string | undefined;
  let details: string[] | undefined;
  for (const whole of stdout.split('\n')) {
    const line = whole.slice(0, lineLength).replace(/\r$/, '');
    const [, announced] = /^running (\d+) tests?$/.exec(line) ?? [];
    if (announced !== undefined && !details) {
      open = { announced: Number(announced), tests: [], details: new Map(), isWhole: false };
      sections.push(open);
      continue;
    }
    if (!open) continue;
    const [, passed, failed, ignored] =
      /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored; /.exec(line) ?? [];
    if (passed !== undefined) {
      open.isWhole = agrees(open, [Number(passed), Number(failed), Number(ignored)]);
      open = details = pending = undefined;
      continue;
    }
    const [, about] = /^---- (.+) stdout ----$/.exec(line) ?? [];
    if (about !== undefined && (details || open.tests.length > 0)) {
      details = [];
      // What a test prints may look like the head of another's part: the first one counts.
      if (!open.details.has(about)) open.details.set(about, details);
    } else if (details) {
      // The list of failures follows the last of their parts.
      if (line === 'failures:') details = [];
      else details.push(line);
    } else {
      // With one thread the name stands there while the test runs, and prints.
      const [, name, word] =
        /^test (\S.*?) \.\.\. ?(ok|FAILED|ignored)?(?:, .*)?$/.exec(line) ?? [];
      const ended = word ?? (pending === undefined ? undefined : /^(?:ok|FAILED)$/.exec(line)?.[0]);
      const of = name ?? pending;
      if (of !== undefined && ended !== undefined) open.tests.push({ name: of, word: ended });
      if (ended !== undefined) pending = undefined;
      else pending = name ?? /^test (\S+) \.\.\. /.exec(line)?.[1] ?? pending;
    }
  }
  return sections;
}

function agrees({ tests, announced }: Section, told: readonly number[]): boolean {
  const read = ['ok', 'FAILED', 'ignored'].map(
    (word) => tests.filter((test) => test.word === word).length,
  );
  const sum = read.reduce((one, other) => one + other, 0);
  return read.every((number, at) => number === told[at]) && sum === announced;
}

function outcome(
  { name: told, word }: Section['tests'][number],
  section: Section | undefined,
  program: string,
  places: CargoPlaces,
): Line {
  const name = told.replace(/ - should panic(?:\s.*)?$/, '');
  const testFile = holderOf(name, program, places);
  if (word === 'ignored') return { type: 'skipped', name, testFile };
  const test = { type: 'test', name, passed: word === 'ok', file: testFile, testFile };
  if (test.passed) return test;
  const text = (section?.details.get(told) ?? section?.details.get(name) ?? [])
    .join('\n')
    .slice(0, detailLength);
  const place = placePatterns.map((pattern) => pattern.exec(text)).find((match) => match !== null);
  const file = place && posix.join(places.workspace, relative(place[1] ?? '', places));
  return {
    ...test,
    message: messageOf(text) || 'It failed without a word.',
    // Of a panic in the standard library or a crate nobody here can change the line.
    ...(file !== undefined && place && places.sources.has(file)
      ? { file, line: Number(place[2]) }
      : {}),
  };
}

/** The test's own words: where it panicked is told apart, and how to see more is no use here. */
function messageOf(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(panicked, '$1'))
    .filter((line) => line.trim() !== '' && !/^note: run with `RUST_BACKTRACE/.test(line))
    .slice(-messageLines)
    .join('\n')
    .trim();
}

/** The file of a test program, which cargo names from its package on. */
function programFile(path: string, { roots, sources }: CargoPlaces): string {
  const files = roots.map((root) => posix.join(root, path));
  return files.find((file) => sources.has(file)) ?? files[0] ?? path;
}

/** The file of the module that a unit test is in; an integration test's is its program's own. */
function holderOf(name: string, program: string, { sources }: CargoPlaces): string {
  const folder = posix.dirname(program);
  const modules = name.split('::').slice(0, -1);
  for (let length = modules.length; length > 0; length--) {
    const base = posix.join(folder, ...modules.slice(0, length));
    const file = [`${base}.rs`, `${base}/mod.rs`].find((path) => sources.has(path));
    if (file !== undefined) return file;
  }
  return program;
}

/** `path:line:column: error[code]: what` as rustc says it in its short form. */
function compileErrors(build: string, places: CargoPlaces): readonly Line[] {
  const found = build.matchAll(
    /^([^\s:][^:\n]{0,400}\.rs):(\d+):\d+: error(\[E\d+\])?: (.{1,1000})/gm,
  );
  return [...found].slice(0, mostProblems).map(([, file = '', line, code, what = '']) => ({
    type: 'problem',
    file: posix.join(places.workspace, relative(file, places)),
    line: Number(line),
    message: `${code === undefined && syntax.test(what) ? 'SyntaxError' : `error${code ?? ''}`}: ${what}`,
  }));
}

/** What cargo itself says is wrong. */
function errorText(stderr: string, command: string): string {
  const at = stderr.search(/^error(?:\[E\d+\])?: /m);
  const told = at < 0 ? '' : stderr.slice(at).split('\n').slice(0, mostProblems).join('\n').trim();
  return told === '' ? `${command} failed and did not say why.` : told;
}

function problem(message: string): Line {
  return { type: 'problem', message };
}

function relative(path: string, { tree }: CargoPlaces): string {
  const plain = path.replaceAll('\\', '/');
  return plain.startsWith(`${tree}/`) ? plain.slice(tree.length + 1) : plain;
}

function asText(lines: readonly Line[]): readonly string[] {
  return lines.map((line) => JSON.stringify(line));
}
