import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SourceFile } from '../../src/base/task.ts';

/** A folder of files with tests to run in it. */
export interface Variant {
  readonly name: string;
  readonly files: readonly SourceFile[];
  readonly tests: readonly string[];
}

/** Runs the tests of many small Node projects in one process; names of those that passed. */
export function passingScripts(root: string, variants: readonly Variant[]): ReadonlySet<string> {
  write(root, variants);
  const files = variants.flatMap(({ name, tests }) => tests.map((test) => join(root, name, test)));
  const reporter = join(root, 'reporter.mjs');
  writeFileSync(reporter, reporterSource);
  const run = spawnSync(
    process.execPath,
    ['--test', '--test-isolation=none', `--test-reporter=${reporter}`, ...files],
    { cwd: root, encoding: 'utf8', timeout: 60_000 },
  );
  return whollyPassed(root, variants, JSON.parse(run.stdout) as Outcome[]);
}

/** The same for Python: one interpreter, one fork a project. */
export function passingPrograms(root: string, variants: readonly Variant[]): ReadonlySet<string> {
  write(root, variants);
  const script = join(root, 'run_all.py');
  writeFileSync(script, forkSource);
  const run = spawnSync('python3', ['-B', script], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    input: JSON.stringify(
      variants.flatMap(({ name, tests }) =>
        tests.map((test) => ({ folder: join(root, name), file: join(root, name, test) })),
      ),
    ),
  });
  return whollyPassed(root, variants, JSON.parse(run.stdout) as Outcome[]);
}

interface Outcome {
  readonly file: string;
  readonly passed: boolean;
}

function write(root: string, variants: readonly Variant[]): void {
  for (const { name, files } of variants) {
    for (const { path, content } of files) {
      const file = join(root, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
}

/** A project passes when each of its test files had outcomes and all of them were good. */
function whollyPassed(
  root: string,
  variants: readonly Variant[],
  outcomes: readonly Outcome[],
): ReadonlySet<string> {
  const names = variants
    .filter(({ name, tests }) =>
      tests.every((test) => {
        const own = outcomes.filter(({ file }) => file === join(root, name, test));
        return own.length > 0 && own.every(({ passed }) => passed);
      }),
    )
    .map(({ name }) => name);
  return new Set(names);
}

const reporterSource = `
import { fileURLToPath } from 'node:url';
export default async function* (events) {
  const outcomes = [];
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const file = data.file?.startsWith('file:') ? fileURLToPath(data.file) : data.file;
    outcomes.push({ file, passed: type === 'test:pass' });
  }
  yield JSON.stringify(outcomes);
}
`;

const forkSource = `
import json, os, runpy, signal, sys, unittest
outcomes = []
for each in json.load(sys.stdin):
    child = os.fork()
    if child == 0:
        signal.alarm(3)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.chdir(each["folder"])
        sys.path[0] = each["folder"]
        sys.argv = [each["file"]]
        code = 1
        try:
            names = runpy.run_path(each["file"])
            suite = unittest.TestSuite(
                unittest.defaultTestLoader.loadTestsFromTestCase(case)
                for case in names.values()
                if isinstance(case, type) and issubclass(case, unittest.TestCase)
            )
            result = unittest.TextTestRunner().run(suite)
            code = 0 if result.wasSuccessful() and result.testsRun > 0 else 1
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    outcomes.append({"file": each["file"], "passed": status == 0})
print(json.dumps(outcomes))
`;
