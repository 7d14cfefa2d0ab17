import assert from 'node:assert/strict';
import { loadTasks, startOf, type EvalTask } from '../../eval/tasks.ts';
import { passingPrograms, passingScripts, type Variant } from '../../eval/variants.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';

const tasks = loadTasks();

describe('The tasks of the evaluation, run', () => {
  let root: string;
  before(async () => {
    root = await makeTemporaryFolder();
  });
  after(() => removeTemporaryFolder(root));

  for (const [name, isScript, run] of [
    ['TypeScript and JavaScript', true, passingScripts],
    ['Python', false, passingPrograms],
  ] as const) {
    it(`${name}: every solution passes the hidden tests, every bug and every start fails`, () => {
      const variants = tasks
        .filter((task) => (task.language !== 'python') === isScript)
        .flatMap(variantsOf);
      const passed = run(root, variants);
      const right = variants.filter(({ name: each }) => each.includes('solution'));
      assert.deepEqual([...passed].sort(), right.map(({ name: each }) => each).sort());
    }).timeout(60_000);
  }
});

/** Solution, bugs and start of a task with its hidden tests; with its visible ones, if it gives any. */
function variantsOf(task: EvalTask): readonly Variant[] {
  const visible = task.start.filter((file) => /(?:^|\/)test_|\.test\./.test(file.path));
  const start = startOf(task);
  const make = (name: string, content: string, tests: EvalTask['hidden']): Variant => ({
    name: `${task.id}-${name}`,
    files: [
      ...task.start.filter((file) => file.path !== task.path),
      { path: task.path, content },
      ...tests,
    ],
    tests: tests.map((file) => file.path),
  });
  return [
    make('solution', task.reference, task.hidden),
    ...task.bugs.map((bug, index) => make(`bug${index + 1}`, bug, task.hidden)),
    ...(start === undefined ? [] : [make('start', start, task.hidden)]),
    ...(task.gives === 'tests'
      ? [
          make('solution-visible', task.reference, visible),
          ...task.bugs.map((bug, index) => make(`bug${index + 1}-visible`, bug, visible)),
        ]
      : []),
  ];
}
