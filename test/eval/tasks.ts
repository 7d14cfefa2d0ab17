import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language, SourceFile } from '../../src/base/task.ts';

/** A task of the evaluation, read from test/eval/tasks/<id>/. */
export interface EvalTask {
  readonly id: string;
  readonly language: Language;
  readonly kind: 'create' | 'modify' | 'fix';
  /** What the user gives beside words: tests in the folder, examples in the text, or nothing. */
  readonly gives: 'tests' | 'examples' | 'words';
  /** The file the task names; solutions and bugs are versions of it. */
  readonly path: string;
  /** The function or class the task names. */
  readonly symbol: string;
  /** What the user types. */
  readonly text: string;
  readonly start: readonly SourceFile[];
  readonly hidden: readonly SourceFile[];
  /** The code file that solves the task. */
  readonly reference: string;
  /** The code file with one plausible mistake each. */
  readonly bugs: readonly string[];
}

type Facts = Pick<EvalTask, 'language' | 'kind' | 'gives' | 'path' | 'symbol'>;

const folder = fileURLToPath(new URL('tasks/', import.meta.url));

/** All tasks whose id fits the pattern, by id. */
export function loadTasks(pattern = '*'): readonly EvalTask[] {
  return readdirSync(folder)
    .filter((id) => pattern.split(',').some((each) => matchesGlob(id, each)))
    .sort()
    .map(loadTask);
}

function loadTask(id: string): EvalTask {
  const root = join(folder, id);
  const facts = JSON.parse(readFileSync(join(root, 'task.json'), 'utf8')) as Facts;
  const reference = readFileSync(join(root, 'reference', facts.path), 'utf8');
  return {
    id,
    ...facts,
    text: readFileSync(join(root, 'task.md'), 'utf8').trim(),
    start: readFiles(join(root, 'start')),
    hidden: readFiles(join(root, 'hidden')).map((file) => ({
      ...file,
      path: `hidden/${file.path}`,
    })),
    reference,
    bugs: readFileSync(join(root, 'bugs.txt'), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => withBug(reference, line, id)),
  };
}

/** The code file as it is before the task, if there is one. */
export function startOf(task: EvalTask): string | undefined {
  return task.start.find((file) => file.path === task.path)?.content;
}

/** One bug a line: `text of the reference ==> what stands there instead`. */
function withBug(reference: string, line: string, id: string): string {
  const [found = '', instead = ''] = line.split(/ ==>(?: |$)/);
  if (reference.split(found).length !== 2) {
    throw new Error(`${id}: “${found}” must occur once in the reference`);
  }
  return reference.replace(found, () => instead);
}

function readFiles(root: string): readonly SourceFile[] {
  let entries;
  try {
    entries = readdirSync(root, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: relative(root, file).replaceAll('\\', '/'),
      content: readFileSync(file, 'utf8'),
    }));
}
