import assert from 'node:assert/strict';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import {
  bench,
  codeFile,
  failed,
  FakeContext,
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

describe('workflow engine', () => {
  afterEach(removeFolders);

  it('goes through plan, tests, code, validation and review, and proposes both files', async () => {
    const run = await bench();
    const result = await engine.start(request(), run, run.emit, never);
    assert.equal(result.outcome, 'done');
    assert.deepEqual(
      result.files.map((file) => file.path),
      ['slugify.ts', 'slugify.test.ts'],
    );
    assert.equal(result.validation?.status, 'passed');
    const nodes = started(run.events);
    assert.deepEqual(nodes.slice(0, 6), [
      'intent',
      'planner',
      'researcher',
      'test_generator',
      'coder',
      'validator',
    ]);
    assert.deepEqual([...nodes.slice(6)].sort(), ['critic', 'reflection']);
    assert.equal(run.memory.stored[0]?.outcome, 'done');
    assert.deepEqual(run.validator.requests[0]?.testPaths, ['slugify.test.ts']);
  });

  it('ends every started node once, with time, cost and result', async () => {
    const run = await bench();
    await engine.start(request(), run, run.emit, never);
    const ends = run.events.filter((event) => event.type === 'node-end');
    assert.deepEqual(ends.map((event) => event.node).sort(), [...started(run.events)].sort());
    const coder = ends.find((event) => event.node === 'coder');
    assert.ok(coder?.usage && coder.usage.replyTokens > 0);
    assert.ok(ends.every((event) => event.outcome === 'done' && event.elapsedMs >= 0));
    assert.deepEqual(ends.flatMap((event) => event.result?.kind ?? []).sort(), [
      'critic',
      'intent',
      'plan',
      'reflection',
      'validation',
    ]);
  });

  it('streams the text of a node under its name', async () => {
    const run = await bench();
    await engine.start(request(), run, run.emit, never);
    const text = run.events
      .flatMap((event) =>
        event.type === 'node-delta' && event.node === 'coder' ? [event.text] : [],
      )
      .join('');
    assert.equal(text, codeFile("return title.toLowerCase().replaceAll(' ', '-');"));
  });

  it('writes anew what fails, then debugs and fixes it, and proposes the fixed version', async () => {
    const model = goodModel({ coder: codeFile('return title;') });
    const run = await bench({ model, validator: new FakeValidator(...mendedAtLast) });
    const result = await engine.start(request(), run, run.emit, never);
    assert.deepEqual(started(run.events).slice(4, 15), [
      ...['coder', 'validator', 'coder', 'validator', 'test_generator', 'validator'],
      ...['coder', 'validator'],
      'debugger',
      'fixer',
      'validator',
    ]);
    assert.equal(result.validation?.status, 'passed');
    assert.match(result.files[0]?.content ?? '', /replaceAll/);
    const attempts = run.events.flatMap((event) =>
      event.type === 'node-start' && event.node === 'validator' ? [event.attempt] : [],
    );
    assert.deepEqual(attempts, [1, 2, 3, 4, 5]);
  });

  it('stops at the limit and still proposes, with the failure attached', async () => {
    const run = await bench({ validator: new FakeValidator(failed) });
    const result = await engine.start(request({ maxIterations: 2 }), run, run.emit, never);
    const count = (node: string): number =>
      started(run.events).filter((each) => each === node).length;
    assert.deepEqual([count('coder'), count('fixer')], [6, 1]);
    assert.equal(result.outcome, 'done');
    assert.equal(result.validation?.status, 'failed');
    assert.equal(run.memory.stored[0]?.outcome, 'failed');
  });

  it('keeps the best version, not the last', async () => {
    const half = { ...failed, tests: [{ name: 'a', passed: true }, ...failed.tests] };
    const model = goodModel({
      coder: [codeFile('return title;'), codeFile("return 'x';"), codeFile("return 'y';")],
      fixer: codeFile("return 'x';"),
    });
    const run = await bench({ model, validator: new FakeValidator(half, half, failed) });
    const result = await engine.start(request({ maxIterations: 1 }), run, run.emit, never);
    assert.match(result.files[0]?.content ?? '', /return title;/);
    assert.equal(result.validation?.tests.length, 2);
  });

  it('calls a run unusable when no code ever came out, and keeps the draft', async () => {
    const model = goodModel({ coder: 'I cannot do that.', fixer: 'I cannot do that.' });
    const run = await bench({ model });
    const result = await engine.start(request({ maxIterations: 1 }), run, run.emit, never);
    assert.equal(result.outcome, 'unusable');
    assert.deepEqual(result.files, [{ path: 'slugify.ts', content: 'I cannot do that.' }]);
    assert.equal(run.validator.requests.length, 0);
  });

  it('falls back on rules for every decision a model cannot put into form', async () => {
    const model = goodModel({
      planner: 'nonsense',
      test_generator: 'nonsense',
      debugger: 'nonsense',
      reflection: 'nonsense',
      critic: 'nonsense',
    });
    const run = await bench({ model, validator: new FakeValidator(failed, passed) });
    const result = await engine.start(request(), run, run.emit, never);
    assert.equal(result.outcome, 'done');
    assert.match(result.files[1]?.content ?? '', /smoke test only/);
    assert.equal(result.validation?.status, 'unverified');
  });

  it('answers a question in words, without the code workflow', async () => {
    const run = await bench();
    const task = 'What does this project do?';
    const result = await engine.start(request({ task }), run, run.emit, never);
    assert.deepEqual(result, {
      outcome: 'answered',
      files: [],
      answer: 'It is a small project.',
    });
    assert.deepEqual(started(run.events), ['intent']);
    const text = run.events.flatMap((event) => (event.type === 'answer-delta' ? [event.text] : []));
    assert.equal(text.join(''), 'It is a small project.');
  });

  it('greets in Russian without calling a model', async () => {
    const model = goodModel();
    const run = await bench({ model });
    const result = await engine.start(request({ task: 'Привет!' }), run, run.emit, never);
    assert.equal(result.outcome, 'answered');
    assert.match(result.answer, /^Здравствуйте/);
    assert.equal(model.calls.length, 0);
  });

  it('stops after the plan in plan mode', async () => {
    const run = await bench();
    const result = await engine.start(request({ mode: 'plan' }), run, run.emit, never);
    assert.equal(result.outcome, 'answered');
    assert.match(result.answer, /1\. Write tests\n2\. Write slugify/);
    assert.deepEqual(started(run.events), ['intent', 'planner']);
  });

  it('reads but proposes nothing in analyze mode', async () => {
    const run = await bench({ context: new FakeContext({ 'a.ts': 'export const a = 1;' }) });
    const result = await engine.start(request({ mode: 'analyze' }), run, run.emit, never);
    assert.deepEqual([result.outcome, result.files], ['answered', []]);
    assert.deepEqual(started(run.events), ['intent', 'researcher']);
  });

  it('uses the tests that exist for a bug, and does not write over them', async () => {
    const context = new FakeContext({
      'slugify.ts': "export function slugify(title: string): string {\n  return '';\n}\n",
      'slugify.test.ts': '// tests of the user',
    });
    const run = await bench({ context });
    const task = 'Fix slugify(title) in slugify.ts';
    const result = await engine.start(request({ task }), run, run.emit, never);
    assert.deepEqual(
      result.files.map((file) => file.path),
      ['slugify.ts'],
    );
    assert.deepEqual(run.validator.requests[0]?.testPaths, ['slugify.test.ts']);
  });

  it('writes new tests beside those that exist, and runs both', async () => {
    const context = new FakeContext({
      'slugify.ts': "export function slugify(title: string): string {\n  return '';\n}\n",
      'slugify.test.ts': '// tests of the user',
    });
    const validator = new FakeValidator(passed);
    validator.before = ({ testPaths }) => (testPaths.includes('slugify.test.ts') ? passed : failed);
    const run = await bench({ context, validator });
    const task = 'Change slugify(title) in slugify.ts so that it joins words';
    const result = await engine.start(request({ task }), run, run.emit, never);
    assert.deepEqual(
      result.files.map((file) => file.path),
      ['slugify.ts', 'slugify.2.test.ts'],
    );
    assert.deepEqual(run.validator.requests[0]?.testPaths, [
      'slugify.2.test.ts',
      'slugify.test.ts',
    ]);
  });
});
