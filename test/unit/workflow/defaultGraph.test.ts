import assert from 'node:assert/strict';
import { modelClasses, modelClassOf } from '../../../src/agents/modelClass.ts';
import { budgetOf } from '../../../src/workflow/budget.ts';
import {
  nodesByRules,
  sparableNodes,
  sparedNodes,
  type SparedNodes,
} from '../../../src/workflow/defaultGraph.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import { nodeNames } from '../../../src/workflow/events.ts';
import {
  bench,
  failed,
  FakeValidator,
  fileSystem,
  goodModel,
  mendedAtLast,
  never,
  passed,
  removeFolders,
  request,
  started,
} from './support.ts';

describe('the class of a model', () => {
  it('goes by what its server says of its size, and is unknown where it says nothing', () => {
    const sizes = ['134.52M', '1.5B', '4B', '4.1B', '8.0B', '12B', '14.8b', undefined, '', 'big'];
    assert.deepEqual(sizes.map(modelClassOf), [
      ...['small', 'small', 'small', 'medium', 'medium', 'medium', 'large'],
      ...[undefined, undefined, undefined],
    ]);
  });
});

describe('the default graph', () => {
  afterEach(removeFolders);

  it('spares the nodes that the table names for the class of the model, and none for others', () => {
    const table: SparedNodes = { critic: ['small', 'medium'], planner: ['small'] };
    assert.deepEqual(nodesByRules('small', table), ['planner', 'critic']);
    assert.deepEqual(nodesByRules('medium', table), ['critic']);
    assert.deepEqual(nodesByRules('large', table), []);
    assert.deepEqual(nodesByRules(undefined, table), []);
  });

  it('never spares all that ask with a class of models: somebody has to judge the code', () => {
    for (const each of modelClasses) {
      const byRules = nodesByRules(each);
      assert.deepEqual(byRules, nodesByRules(each, sparedNodes));
      assert.ok(byRules.length < sparableNodes.length, each);
    }
  });

  it('asks models of a measured size for tests and code, and others for all', () => {
    const spared = ['planner', 'debugger', 'fixer', 'reflection', 'critic'];
    const classes = [...modelClasses, undefined].map((each) => nodesByRules(each));
    assert.deepEqual(classes, [spared, spared, [], []]);
  });

  for (const node of sparableNodes) {
    it(`runs without a question of the ${node} where it is spared, and says what its rules say`, async () => {
      const model = goodModel();
      const run = await bench({ model, validator: new FakeValidator(...mendedAtLast) });
      const task = request({ byRules: [node] });
      const result = await createWorkflowEngine({ fileSystem }).start(task, run, run.emit, never);
      assert.equal(result.outcome, 'done');
      assert.equal(model.requests(node).length, 0);
      assert.ok(model.calls.length > 0);
      const ended = run.events.filter((event) => event.type === 'node-end');
      assert.ok(ended.every(({ outcome }) => outcome === 'done'));
      const own = ended.filter((event) => event.node === node);
      const isSeen =
        node !== 'fixer' && (node !== 'debugger' || started(run.events).includes(node));
      assert.equal(own.length > 0, isSeen);
      assert.ok(own.every(({ usage }) => usage === undefined));
    });
  }

  for (const shown of [{ mode: 'plan' }, { mode: 'code', approvePlan: true }] as const) {
    it(`asks for a plan that the user is to read: ${JSON.stringify(shown)}`, async () => {
      const model = goodModel();
      const ask = () => Promise.resolve({ decision: 'approve' } as const);
      const run = await bench({ model, ask, validator: new FakeValidator(passed) });
      const task = request({ byRules: ['planner'], ...shown });
      await createWorkflowEngine({ fileSystem }).start(task, run, run.emit, never);
      assert.equal(model.requests('planner').length, 1);
    });
  }

  it('is whole where none is spared: all ten nodes run', async () => {
    const run = await bench({ validator: new FakeValidator(...mendedAtLast) });
    await createWorkflowEngine({ fileSystem }).start(request(), run, run.emit, never);
    assert.deepEqual([...new Set(started(run.events))].sort(), [...nodeNames].sort());
  });

  it('still tells of a risk in the code when the critic is spared', async () => {
    const risky = `FILE: slugify.ts\n\`\`\`typescript\nexport function slugify(title: string): string {\n  return eval(title) as string;\n}\n\`\`\``;
    const model = goodModel({ coder: risky });
    const run = await bench({ model, validator: new FakeValidator(passed) });
    const task = request({ byRules: ['critic'] });
    await createWorkflowEngine({ fileSystem }).start(task, run, run.emit, never);
    const reports = run.events.flatMap((event) =>
      event.type === 'node-end' && event.result?.kind === 'critic' ? [event.result.critic] : [],
    );
    assert.equal(reports[0]?.issues[0]?.category, 'security');
  });

  it('writes anew and mends nothing where the fixer is spared', async () => {
    assert.equal(budgetOf(request({ byRules: ['fixer'] })).fixes, 0);
    const run = await bench({ validator: new FakeValidator(failed) });
    const task = request({ byRules: ['fixer'], maxIterations: 1 });
    await createWorkflowEngine({ fileSystem }).start(task, run, run.emit, never);
    const nodes = started(run.events);
    assert.ok(!nodes.includes('fixer') && !nodes.includes('debugger'));
    assert.equal(nodes.filter((node) => node === 'coder').length, 4);
  });
});
