import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/workflow/events.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import { budgetOf } from '../../../src/workflow/budget.ts';
import type { RunRequest, RunResult } from '../../../src/workflow/run.ts';
import { isSpent, loopTokensOf } from '../../../src/workflow/tokenBudget.ts';
import {
  bench,
  failed,
  FakeValidator,
  fileSystem,
  never,
  passed,
  removeFolders,
  request,
  started,
} from './support.ts';

type Told = { readonly events: readonly Pick<RunEvent, 'type'>[]; readonly result: RunResult };

async function run(
  changes: Partial<RunRequest>,
  validation = failed,
): Promise<Told & { readonly coders: number; readonly messages: readonly string[] }> {
  const ports = await bench({ validator: new FakeValidator(validation) });
  const engine = createWorkflowEngine({ fileSystem });
  const result = await engine.start(request(changes), ports, ports.emit, never);
  const messages = ports.events.flatMap((event) =>
    event.type === 'node-end' && event.node === 'validator' ? [event.summary.message] : [],
  );
  const coders = started(ports.events).filter((node) => node === 'coder').length;
  return { events: ports.events, result, coders, messages };
}

const left = 'no tokens left for more versions: {0} of {1} are spent; the best one is kept';

describe('tokens of a run', () => {
  afterEach(removeFolders);

  it('are bounded by the attempts of the setting and the size of the model', () => {
    assert.equal(loopTokensOf(request({ maxIterations: 3 })), 63_000);
    assert.equal(loopTokensOf(request({ maxIterations: 3, promptTokens: 16_000 })), 336_000);
    assert.equal(loopTokensOf(request({ maxIterations: 0 })), 21_000);
    assert.equal(isSpent(request({ maxIterations: 3 }), { loopTokens: 62_999 }), false);
    assert.equal(isSpent(request({ maxIterations: 3 }), { loopTokens: 63_000 }), true);
    assert.equal(budgetOf(request(), { loopTokens: 1_000_000 }).isSpent, true);
  });

  it('end it with the best version once they are spent, and it says so', async () => {
    const whole = await run({});
    assert.equal(whole.result.cutShort, undefined);
    assert.ok(!whole.messages.includes(left));
    const cut = await run({ promptTokens: 20 });
    assert.ok(cut.coders >= 1 && cut.coders < whole.coders, `${cut.coders} of ${whole.coders}`);
    assert.equal(cut.result.cutShort, 'tokens');
    assert.equal(cut.result.outcome, 'done');
    assert.ok(cut.result.files.length > 0);
    assert.match(cut.result.answer, /No tokens left for another version; this is the best one\./);
    assert.equal(cut.messages.at(-1), left);
    assert.ok(!cut.messages.slice(0, -1).includes(left));
  });

  it('do not spoil a version that passes', async () => {
    const { result, messages } = await run({ promptTokens: 1 }, passed);
    assert.equal(result.cutShort, undefined);
    assert.deepEqual(messages, ['{0} of {1} passed']);
  });

  it('begin no second round once they are spent', async () => {
    const { events, result } = await run({ promptTokens: 20, secondRound: true });
    const planners = events.filter(
      (event) => event.type === 'node-start' && (event as { node?: string }).node === 'planner',
    );
    assert.equal(planners.length, 1);
    assert.equal(result.cutShort, 'tokens');
  });
});
