import assert from 'node:assert/strict';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import { nodeNames } from '../../../src/workflow/events.ts';
import {
  bench,
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

const engine = createWorkflowEngine({ fileSystem });

describe('leaving a node out', () => {
  afterEach(removeFolders);

  for (const node of nodeNames) {
    it(`goes around ${node}: it is not called, and the others come to an end`, async () => {
      const model = goodModel();
      const run = await bench({ model, validator: new FakeValidator(...mendedAtLast) });
      const result = await engine.start(request({ without: [node] }), run, run.emit, never);
      const nodes = started(run.events);
      assert.ok(!nodes.includes(node));
      assert.equal(model.requests(node).length, 0);
      assert.equal(result.outcome, 'done');
      assert.equal(result.files[0]?.path, 'slugify.ts');
    });
  }

  it('makes no tests without the test generator, and claims nothing', async () => {
    const run = await bench({ validator: new FakeValidator({ ...passed, status: 'unverified' }) });
    const result = await engine.start(
      request({ without: ['test_generator'] }),
      run,
      run.emit,
      never,
    );
    assert.deepEqual(
      result.files.map((file) => file.path),
      ['slugify.ts'],
    );
    assert.deepEqual(run.validator.requests[0]?.testPaths, []);
  });

  it('runs no test without the validator, and calls nothing verified', async () => {
    const run = await bench();
    const result = await engine.start(request({ without: ['validator'] }), run, run.emit, never);
    assert.equal(result.validation?.status, 'unverified');
    assert.equal(run.validator.requests.length, 0);
  });

  it('mends without the debugger by what the failure itself says', async () => {
    const model = goodModel();
    const run = await bench({ model, validator: new FakeValidator(...mendedAtLast) });
    await engine.start(request({ without: ['debugger'] }), run, run.emit, never);
    const [fix] = model.requests('fixer');
    assert.match(fix?.messages[1]?.content ?? '', /Cause: joins words: AssertionError/);
  });

  it('only writes anew without the fixer', async () => {
    const run = await bench({ validator: new FakeValidator(...mendedAtLast) });
    await engine.start(request({ without: ['fixer'] }), run, run.emit, never);
    assert.ok(!started(run.events).includes('debugger'));
    assert.equal(started(run.events).filter((node) => node === 'coder').length, 4);
  });
});
