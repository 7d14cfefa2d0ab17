import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../base/json.ts';
import type { Finding, Language } from '../base/task.ts';
import type { InsidePaths } from './sandbox.ts';

/** A type checker or linter of a project, and how to read what it says. */
export interface ProjectCheck {
  /** What Python has to find; Node's tools lie in `node_modules`. */
  readonly module?: string;
  readonly args: (paths: readonly string[], inside: InsidePaths) => readonly string[];
  /** Everything the tool printed on standard output, as findings with paths in the folder. */
  readonly read: (output: string, inside: InsidePaths) => readonly Finding[];
}

/** The checks that a project has set up for itself and installed, for files of a language. */
export async function projectChecks(
  folder: string,
  language: Language,
): Promise<readonly ProjectCheck[]> {
  const names = await fs.readdir(folder).catch((): string[] => []);
  const says = async (name: string, pattern: RegExp): Promise<boolean> =>
    names.includes(name) && pattern.test(await fs.readFile(join(folder, name), 'utf8'));
  const has = (path: string): Promise<boolean> =>
    fs.access(join(folder, 'node_modules', path)).then(
      () => true,
      () => false,
    );
  const checks: ProjectCheck[] = [];
  if (language === 'python') {
    const mypy =
      names.some((name) => /^\.?mypy\.ini$/.test(name)) ||
      (await says('pyproject.toml', /^\[tool\.mypy\]/m)) ||
      (await says('setup.cfg', /^\[mypy\]/m));
    const flake8 =
      names.includes('.flake8') ||
      (await says('setup.cfg', /^\[flake8\]/m)) ||
      (await says('tox.ini', /^\[flake8\]/m));
    return [...(mypy ? [mypyCheck] : []), ...(flake8 ? [flake8Check] : [])];
  }
  // With `checkJs` it looks at JavaScript, too; without, it has nothing to say of it.
  if (names.includes('tsconfig.json') && (await has(typeChecker))) checks.push(tscCheck);
  const isLinted =
    names.some((name) => /^(?:eslint\.config\.|\.eslintrc(?:\.|$))/.test(name)) ||
    (await says('package.json', /"eslintConfig"\s*:/));
  if (isLinted && (await has(linter))) checks.push(eslintCheck);
  return checks;
}

const typeChecker = 'typescript/bin/tsc';
const linter = 'eslint/bin/eslint.js';

// `path(line,column): error TS2322: …`, as tsc prints it with --pretty false.
const tscCheck: ProjectCheck = {
  args: (_paths, { tree }) => [
    ...[`${tree}/node_modules/${typeChecker}`, '--noEmit', '--pretty', 'false'],
    ...['--incremental', 'false', '--composite', 'false', '-p', 'tsconfig.json'],
  ],
  read: (output) =>
    [...output.matchAll(/^(\S.*?)\((\d+),\d+\): error (TS\d+: .*)$/gm)].map(
      ([, file = '', line, message = '']) => ({
        ...{ tool: 'tsc', kind: 'type', file, line: Number(line), message },
      }),
    ),
};

const eslintReport = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(
      z.object({
        ruleId: z.string().nullable(),
        severity: z.number(),
        message: z.string(),
        line: z.number().catch(1),
      }),
    ),
  }),
);

// ESLint's `json` formatter; severity 2 is an error, warnings are the project's own business.
const eslintCheck: ProjectCheck = {
  args: (paths, { tree }) => [
    ...[`${tree}/node_modules/${linter}`, '--format', 'json', '--no-color', '--', ...paths],
  ],
  read: (output, { tree }) =>
    (eslintReport.safeParse(parseJson(output)).data ?? []).flatMap(({ filePath, messages }) =>
      messages
        .filter(({ severity }) => severity === 2)
        .map(({ ruleId, message, line }) => ({
          tool: 'eslint',
          kind: 'lint' as const,
          file: filePath.startsWith(`${tree}/`) ? filePath.slice(tree.length + 1) : filePath,
          line,
          message: ruleId === null ? message : `${message} (${ruleId})`,
        })),
    ),
};

// `path:line: error: …`, as mypy prints it.
const mypyCheck: ProjectCheck = {
  module: 'mypy',
  args: (paths) => [
    ...['-m', 'mypy', '--no-color-output', '--no-error-summary', '--cache-dir', '/dev/null'],
    ...paths,
  ],
  read: (output) => linesOf(output, /^([^:\n]+):(\d+)(?::\d+)?: error: (.*)$/gm, 'mypy', 'type'),
};

// `path:line:column: code …`, as flake8 prints it.
const flake8Check: ProjectCheck = {
  module: 'flake8',
  args: (paths) => ['-m', 'flake8', ...paths],
  read: (output) => linesOf(output, /^([^:\n]+):(\d+):\d+: (.*)$/gm, 'flake8', 'lint'),
};

function linesOf(
  output: string,
  pattern: RegExp,
  tool: string,
  kind: Finding['kind'],
): readonly Finding[] {
  return [...output.matchAll(pattern)].map(([, file = '', line, message = '']) => ({
    tool,
    kind,
    file: file.replace(/^\.\//, ''),
    line: Number(line),
    message,
  }));
}
