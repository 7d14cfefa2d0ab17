import assert from 'node:assert/strict';
import { createWorkflowEngine } from '../../src/workflow/engine.ts';
import type { NodeEvent, NodeName } from '../../src/workflow/events.ts';
import type { RunRequest, RunResult } from '../../src/workflow/run.ts';
import { attempts } from '../unit/workflow/resumeAfterKill.ts';
import {
  bench,
  codeFile,
  FakeValidator,
  failed,
  fileSystem,
  goodModel,
  never,
  passed,
  removeFolders,
  request,
  started,
  type Bench,
} from '../unit/workflow/support.ts';

/** One version in the first round, one in the second. */
const short: Partial<RunRequest> = { maxIterations: 1, secondRound: true };
/** With more attempts than the budget has. */
const hopeless = (): FakeValidator => new FakeValidator(failed);

describe('a second round of a run', () => {
  afterEach(removeFolders);

  it('starts from the planner with the lessons, and only once', async () => {
    const model = goodModel();
    const { events } = await run({ model, validator: hopeless() }, short);
    for (const node of ['planner', 'researcher', 'reflection', 'critic'] as const) {
      assert.equal(count(events, node), 2, node);
    }
    assert.equal(count(events, 'intent'), 1);
    const planners = model.calls.filter(({ request: { label } }) => label === 'planner');
    assert.match(JSON.stringify(planners[1]?.request.messages), /Lessons of a first try/);
    assert.doesNotMatch(JSON.stringify(planners[0]?.request.messages), /Lessons of a first try/);
  });

  it('is not told the plan, the tests and the code of the first one', async () => {
    const body = (text: string): string => codeFile(`return '${text}' + title;`);
    let asked = 0;
    const model = goodModel({ coder: () => body(`try${++asked}`) });
    await run({ model, validator: hopeless() }, short);
    const planners = model.calls.filter(({ request: { label } }) => label === 'planner');
    const prompt = JSON.stringify(planners[1]?.request.messages);
    assert.doesNotMatch(prompt, /# Plan|# Tests the code must pass|# Code, attempt|try1/);
    assert.match(prompt, /# Task/);
  });

  it('makes no more versions than a run of one round', async () => {
    const one = await run({ validator: hopeless() }, { maxIterations: 2 });
    const two = await run({ validator: hopeless() }, { maxIterations: 2, secondRound: true });
    const versions = (events: readonly NodeEvent[]): number =>
      count(events, 'coder') + count(events, 'fixer');
    assert.equal(versions(two.events), versions(one.events));
    assert.equal(count(two.events, 'planner'), 2);
  });

  it('counts attempts on, so that none is shown in place of another', async () => {
    const { events } = await run(
      { validator: hopeless() },
      { maxIterations: 2, secondRound: true },
    );
    const names = attempts(events, 'node-start');
    assert.deepEqual(names, [...new Set(names)]);
    assert.ok(names.includes('planner#2') && names.includes('reflection#2'));
  });

  it('is not begun where it is off, nor after a success', async () => {
    assert.equal(count((await run({ validator: hopeless() }, {})).events, 'planner'), 1);
    const good = await run({ validator: new FakeValidator(passed) }, { secondRound: true });
    assert.equal(count(good.events, 'planner'), 1);
    const none = await run({ validator: hopeless() }, { maxIterations: 0, secondRound: true });
    assert.equal(count(none.events, 'planner'), 1);
  });

  it('gives what it made where that is better', async () => {
    let asked = 0;
    const model = goodModel({ coder: () => codeFile(`return '${++asked}' + title;`) });
    const first = versionsOf(await run({ validator: hopeless() }, short), 1);
    const validator = new FakeValidator(...Array<typeof failed>(first).fill(failed), passed);
    const { result } = await run({ model, validator }, short);
    assert.equal(result.validation?.status, 'passed');
    assert.match(result.files[0]?.content ?? '', new RegExp(`'${asked}'`));
  });

  it('gives what the first round made where that is better', async () => {
    const half = { ...failed, tests: [...passed.tests, ...failed.tests.map(renamed)] };
    let asked = 0;
    const model = goodModel({ coder: () => codeFile(`return '${++asked}' + title;`) });
    const { result } = await run({ model, validator: new FakeValidator(half, failed) }, short);
    assert.match(result.files[0]?.content ?? '', /'1'/);
  });

  for (const node of ['planner', 'test_generator', 'coder', 'validator', 'critic'] as const) {
    it(`resumes when it was cut off in ${node}, without running a finished node again`, async () => {
      const controller = new AbortController();
      const cut = await bench({ validator: hopeless() });
      const engine = createWorkflowEngine({ fileSystem });
      let isSecond = false;
      const stopping = engine.start(
        request(short),
        cut,
        (event) => {
          cut.emit(event);
          if (event.type !== 'node-start') return;
          isSecond ||= event.node === 'planner' && event.attempt === 2;
          if (isSecond && event.node === node) controller.abort();
        },
        controller.signal,
      );
      await assert.rejects(stopping, { name: 'AbortError' });
      const rest = await bench({ folder: cut.checkpointFolder, validator: hopeless() });
      const { outcome } = await engine.resume(request(short), rest, rest.emit, never);
      assert.equal(outcome, 'done');
      const finished = attempts(cut.events, 'node-end');
      const again = attempts(rest.events, 'node-start').filter((name) => finished.includes(name));
      assert.deepEqual(again, []);
    });
  }
});

async function run(
  ports: Parameters<typeof bench>[0],
  changes: Partial<RunRequest>,
): Promise<Bench & { readonly result: RunResult }> {
  const made = await bench(ports);
  const engine = createWorkflowEngine({ fileSystem });
  const result = await engine.start(request(changes), made, made.emit, never);
  return { ...made, result };
}

function count(events: readonly NodeEvent[], node: NodeName): number {
  return started(events).filter((name) => name === node).length;
}

/** Times that a validator was asked in a round. */
function versionsOf({ events }: Bench, round: number): number {
  const names = started(events);
  const second = names.lastIndexOf('planner');
  const own = round === 1 ? names.slice(0, second) : names.slice(second);
  return own.filter((name) => name === 'validator').length;
}

function renamed<T extends { readonly name: string }>(test: T): T {
  return { ...test, name: `${test.name} too` };
}
