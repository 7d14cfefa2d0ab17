import assert from 'node:assert/strict';
import { Dice } from '../../eval/simulated/dice.ts';
import { profiles, type Profile } from '../../eval/simulated/profiles.ts';
import { writeTests } from '../../eval/simulated/writeTests.ts';
import { loadTasks, startOf, type EvalTask } from '../../eval/tasks.ts';
import { passingPrograms, passingScripts, type Variant } from '../../eval/variants.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';

const tasks = loadTasks();
const half = profiles['half'] as Profile;

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

    it(`${name}: usable tests of the simulated coder pass on the solution, most wrong ones fail`, () => {
      const variants = tasks
        .filter((task) => (task.language !== 'python') === isScript)
        .flatMap(writtenTests);
      const passed = run(root, variants);
      const names = variants.map(({ name: each }) => each);
      const [usable, wrong] = ['usable', 'wrongAssert'].map((kind) =>
        names.filter((each) => each.includes(kind)),
      );
      assert.deepEqual(
        usable?.filter((each) => !passed.has(each)),
        [],
      );
      // A changed value can be one that does not matter.
      const harmless = wrong?.filter((each) => passed.has(each)) ?? [];
      assert.ok(harmless.length < names.length / 10, harmless.join(', '));
    }).timeout(60_000);
  }
});

/** The solution of a task with tests as the simulated coder writes them, some of each kind. */
function writtenTests(task: EvalTask): readonly Variant[] {
  const path =
    task.language === 'python' ? 'test_own.py' : `own.test.${task.path.split('.').pop()}`;
  return (['usable', 'wrongAssert'] as const).flatMap((kind) =>
    [1, 2, 3].map((seed) => {
      const none: Profile['tests'] = { usable: 0, wrongAssert: 0 };
      const profile = { ...half, tests: { ...none, [kind]: 1 } };
      const { code } = writeTests(task, path, profile, new Dice(`${task.id}${seed}`));
      return {
        name: `${task.id}-${kind}-${seed}`,
        files: [
          ...task.start.filter((file) => file.path !== task.path),
          { path: task.path, content: task.reference },
          { path, content: code },
        ],
        tests: [path],
      };
    }),
  );
}

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
