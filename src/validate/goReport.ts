import { posix } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../base/json.ts';

// What `go test -json` prints, one object a line; see `go doc test2json`. Builds since go1.24.
const eventSchema = z.object({
  Action: z.string(),
  Package: z.string().optional(),
  Test: z.string().optional(),
  Output: z.string().optional(),
  Elapsed: z.number().nonnegative().optional(),
});

/** Where the tests of a report lie. */
export interface GoPlaces {
  /** Path of the module, as its `go.mod` says. */
  readonly module: string;
  /** Folder of the module, relative to the copy; empty for the copy itself. */
  readonly root: string;
  /** The copy's path as the tests saw it. */
  readonly tree: string;
  /** Test files by `folder Name` of the tests they declare. */
  readonly holders: ReadonlyMap<string, string>;
}

/** A report in the lines of Caravan's own runners. */
export interface GoReport {
  /** Lines for `parseTestReport`. */
  readonly lines: readonly string[];
  /** What the compiler and go(1) itself said: no test can write into it. */
  readonly build: string;
  /** What tests and packages printed. */
  readonly output: string;
}

interface Running {
  readonly name: string;
  readonly folder: string;
  readonly printed: string[];
}

const mostProblems = 8;
const messageLines = 12;
const frame = /^(?:=== (?:RUN|PAUSE|CONT|NAME)|\s*--- (?:PASS|FAIL|SKIP):)/;

/** Reads what `go test -json` printed; what tests print themselves is never taken for an event. */
export function readGoReport(
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
  packages: number,
  places: GoPlaces,
): GoReport {
  const lines: object[] = [];
  const build: string[] = [stderr];
  const output: string[] = [];
  const running = new Map<string, Running>();
  let ended = 0;
  for (const text of stdout.split('\n')) {
    const { data } = eventSchema.safeParse(parseJson(text));
    if (!data) continue;
    const { Action: action, Package: path = '', Test: name, Output: printed = '' } = data;
    if (action === 'build-output') build.push(printed);
    if (action === 'output') output.push(printed);
    if (name === undefined) {
      if (action === 'pass' || action === 'fail' || action === 'skip') ended++;
      continue;
    }
    const key = `${path} ${name}`;
    const test = running.get(key) ?? { name, folder: folderOf(path, places), printed: [] };
    running.set(key, test);
    if (action === 'output') test.printed.push(printed);
    if (action !== 'pass' && action !== 'fail' && action !== 'skip') continue;
    running.delete(key);
    lines.push(outcome(test, action, data.Elapsed, places));
  }
  for (const { name, folder } of running.values()) {
    lines.push({ type: 'problem', message: `${name} did not end.`, file: folder || '.' });
  }
  lines.push(...compileErrors(build.join(''), places));
  if (ended >= packages) lines.push({ type: 'end' });
  return {
    lines: lines.map((line) => JSON.stringify(line)),
    build: build.join(''),
    output: output.join(''),
  };
}

function folderOf(path: string, { module, root }: GoPlaces): string {
  return posix.join(root, path === module ? '' : path.slice(module.length + 1)).replace(/^\.$/, '');
}

function outcome(
  { name, folder, printed }: Running,
  action: 'pass' | 'fail' | 'skip',
  seconds: number | undefined,
  { tree, holders }: GoPlaces,
): object {
  const holder = holders.get(`${folder} ${name.split('/')[0] ?? ''}`);
  if (action === 'skip') return { type: 'skipped', name, testFile: holder ?? folder };
  const own = printed
    .join('')
    .split('\n')
    .filter((line) => line.trim() !== '' && !frame.test(line));
  // Of a panic its first line says what, its trace where.
  const trace = own.findIndex((line) => /^goroutine \d+ \[/.test(line));
  const told = trace > 0 ? own.slice(0, trace) : own;
  const text = told.slice(0, messageLines).join('\n').replaceAll(`${tree}/`, '').trim();
  const [, named, namedLine] = /^\s*([\w.-]+\.go):(\d+): /m.exec(text) ?? [];
  // A panic tells whole paths; those of Go itself are absolute still.
  const [, traced, tracedLine] =
    /^\s+(?!\/)([\w./-]+\.go):(\d+)/m.exec(own.join('\n').replaceAll(`${tree}/`, '')) ?? [];
  const file = named === undefined ? traced : posix.join(folder, named);
  return {
    type: 'test',
    name,
    passed: action === 'pass',
    ...(action === 'fail' && { message: text === '' ? 'A part of it failed.' : text }),
    ...(action === 'fail' && file !== undefined
      ? { file, line: Number(namedLine ?? tracedLine) }
      : holder !== undefined && { file: holder }),
    ...(holder !== undefined && { testFile: holder }),
    ...(seconds !== undefined && { durationMs: Math.round(seconds * 1_000) }),
  };
}

/** `file:line:column: what` as the compiler and vet say it. */
function compileErrors(build: string, { root }: GoPlaces): readonly object[] {
  const found = [...build.matchAll(/^(?:vet: )?([\w./-]+\.go):(\d+)(?::\d+)?: (.*)$/gm)];
  return found.slice(0, mostProblems).map(([, file = '', line, what = '']) => ({
    type: 'problem',
    file: posix.join(root, file),
    line: Number(line),
    message: what.replace(/^syntax error: /, 'SyntaxError: '),
  }));
}
