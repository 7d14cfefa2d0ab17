import assert from 'node:assert/strict';
import { startOf, loadTasks, type EvalTask } from '../../eval/tasks.ts';

const tasks = loadTasks();

describe('The tasks of the evaluation', () => {
  it('are twenty scripts and twenty Python programs in the promised mixture', () => {
    const count = (keep: (task: EvalTask) => boolean): number => tasks.filter(keep).length;
    assert.equal(
      count((task) => task.language === 'python'),
      20,
    );
    assert.equal(
      count((task) => task.language !== 'python'),
      20,
    );
    assert.deepEqual(
      ['create', 'modify', 'fix'].map((kind) => count((task) => task.kind === kind)),
      [20, 10, 10],
    );
    assert.equal(
      count((task) => task.gives !== 'words'),
      20,
    );
  });

  it('name their file and have two bugs or more', () => {
    for (const task of tasks) {
      assert.ok(task.text.includes(task.path), task.id);
      assert.ok(new Set(task.bugs).size >= 2, task.id);
      assert.equal(startOf(task) === undefined, task.kind === 'create', task.id);
    }
  });
});
