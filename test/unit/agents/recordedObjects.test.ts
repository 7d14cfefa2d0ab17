import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { critiqueCode } from '../../../src/agents/critic.ts';
import { debugFailure } from '../../../src/agents/debugger.ts';
import { recognizeIntent } from '../../../src/agents/intent.ts';
import { planTask } from '../../../src/agents/planner.ts';
import { reflectOnRun } from '../../../src/agents/reflection.ts';
import { testModel } from '../../../src/agents/selfTest.ts';
import type { AgentContext } from '../../../src/agents/types.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { ValidationResult } from '../../../src/base/task.ts';
import { createModelClient, type ModelClient } from '../../../src/llm/modelClient.ts';
import { nodeSettings } from '../../../src/node/nodeSettings.ts';
import { createScriptedOllama, type ScriptedOllama } from '../../support/scriptedOllama.ts';
import { agentContext } from './support.ts';

interface RecordedObject {
  readonly label: string;
  readonly done_reason: 'stop' | 'length';
  readonly output: string;
}

/** What smollm2:135m answered to questions for an object, with a schema and without. */
const recorded = readFileSync(new URL('fixtures/smollm2-objects.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedObject);

const failed: ValidationResult = {
  status: 'failed',
  tests: [{ name: 'adds', passed: false, message: 'AssertionError: 3 !== 4', line: 3 }],
  output: 'AssertionError: 3 !== 4',
  durationMs: 1,
};
const code = { path: 'add.ts', content: 'export const add = (a: number) => a;\n' };
const isShare = (value: number): boolean => value >= 0 && value <= 1;

/** Each agent that asks for an object, and what its result must be whatever the model said. */
const agents: Readonly<Record<string, (context: AgentContext) => Promise<void>>> = {
  intent: async (context) => {
    const intent = await recognizeIntent({ task: 'the sum of it', mode: 'auto' }, context);
    const kinds = ['explain', 'create', 'modify', 'debug', 'optimize', 'test', 'refactor'];
    assert.ok(kinds.includes(intent.type), intent.type);
    assert.ok(isShare(intent.confidence));
  },
  planner: async (context) => {
    const input = { task: 'Write a function add(a, b)', type: 'create' } as const;
    const plan = await planTask({ ...input, knownPaths: [], relevantPaths: [] }, context);
    assert.match(plan.codePath, /^[\w/-]+\.(?:ts|js|py)$/);
    assert.notEqual(plan.testPath, plan.codePath);
    assert.equal(plan.symbol, 'add');
    assert.ok(plan.steps.length <= 5);
  },
  debugger: async (context) => {
    const report = await debugFailure({ validation: failed, isMissingCode: false }, context);
    assert.equal(report.errorType, 'assertion');
    assert.ok(report.rootCause !== '' && report.instructions !== '');
    assert.ok(isShare(report.confidence));
  },
  reflection: async (context) => {
    const reflection = await reflectOnRun({ validation: failed, tests: 'generated' }, context);
    assert.ok(reflection.coding <= 0.2, 'the tests are believed');
    assert.ok(isShare(reflection.overall));
  },
  critic: async (context) => {
    const critic = await critiqueCode({ code, validation: failed }, context);
    assert.ok(critic.score <= 0.4, 'the tests are believed');
    assert.equal(critic.issues[0]?.category, 'correctness');
  },
  'self-test': async (context) => {
    const record = await testModel(context, systemClock);
    assert.equal(record.blocks, false);
    assert.equal(record.fixes, false);
  },
};

describe('recorded objects of a 135M model', () => {
  let server: ScriptedOllama;
  let client: ModelClient;
  let answer: RecordedObject;

  before(async () => {
    server = await createScriptedOllama({
      reply: () => ({ text: answer.output, doneReason: answer.done_reason }),
    });
    const settings = nodeSettings({ host: server.url, model: 'scripted:1b' }, {});
    client = createModelClient({ settings, clock: systemClock, logger: silentLogger });
  });
  after(async () => {
    await client.close(0);
    await server.close();
  });

  for (const [name, ask] of Object.entries(agents)) {
    it(`end in a typed result of the ${name} after two repairs at most`, async () => {
      assert.ok(recorded.length >= 20);
      for (const each of recorded) {
        answer = each;
        const before = server.chats().length;
        await ask({ ...agentContext(), model: client.model });
        const calls = server.chats().length - before;
        assert.ok(calls >= 1 && calls <= (name === 'self-test' ? 8 : 3), `${calls} calls`);
      }
    });
  }
});
