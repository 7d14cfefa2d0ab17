import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { systemClock } from '../../src/base/clock.ts';
import { createValidator } from '../../src/validate/createValidator.ts';
import type { EvalTask } from './tasks.ts';

/** Do the hidden tests pass over a folder? They run on a sandboxed copy; the folder stays as it is. */
export async function isSolved(
  task: EvalTask,
  folder: string,
  unsandboxed: 'refuse' | 'allow',
): Promise<boolean> {
  const validator = createValidator({
    folder,
    isTrusted: () => true,
    clock: systemClock,
    unsandboxed,
  });
  const { status, problem } = await validator.validate(
    {
      language: task.language,
      files: task.hidden,
      testPaths: task.hidden.map((file) => file.path),
    },
    new AbortController().signal,
  );
  if (status === 'unverified')
    throw new Error(`the hidden tests of ${task.id} did not run: ${problem}`);
  return status === 'passed';
}

/** Names of written files that no compiler accepts. */
export async function malformedFiles(
  folder: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (!(await parses(join(folder, path)))) found.push(path);
  }
  return found;
}

async function parses(file: string): Promise<boolean> {
  try {
    if (file.endsWith('.py')) {
      const script = 'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read())';
      execFileSync('python3', ['-I', '-c', script, file], { stdio: 'ignore' });
    } else if (/\.[mc]?[jt]sx?$/.test(file)) {
      const source = await readFile(file, 'utf8');
      await transform(source, {
        loader: /\.[mc]?ts$/.test(file) ? 'ts' : 'js',
        logLevel: 'silent',
      });
    }
    return true;
  } catch {
    return false;
  }
}
