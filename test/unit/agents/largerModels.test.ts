import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { critiqueCode } from '../../../src/agents/critic.ts';
import { answerQuestion } from '../../../src/agents/answer.ts';
import { writeCode } from '../../../src/agents/coder.ts';
import { debugFailure, failureReport } from '../../../src/agents/debugger.ts';
import { recognizeIntent } from '../../../src/agents/intent.ts';
import { planTask } from '../../../src/agents/planner.ts';
import { reflectOnRun } from '../../../src/agents/reflection.ts';
import { generateTests } from '../../../src/agents/testGenerator.ts';
import type { AgentContext } from '../../../src/agents/types.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ValidationResult } from '../../../src/base/task.ts';
import { createModelClient, type ModelClient } from '../../../src/llm/modelClient.ts';
import { nodeSettings } from '../../../src/node/nodeSettings.ts';
import { createScriptedOllama, type ScriptedOllama } from '../../support/scriptedOllama.ts';
import { agentContext } from './support.ts';

interface Shape {
  readonly style: string;
  readonly why: string;
  readonly agent: string;
  /** How it was asked: for an object, for lines, for words, or for a file in a language. */
  readonly form: 'object' | 'lines' | 'words' | 'typescript' | 'python';
  readonly answer: string;
  /** What the agent's result must hold, which no rule says. */
  readonly says: string;
}

/** Written by hand after the published formats of Qwen2.5-Coder and DeepSeek-R1. */
const shapes = JSON.parse(
  readFileSync(new URL('fixtures/largerModels.json', import.meta.url), 'utf8'),
) as readonly Shape[];

const validation: ValidationResult = {
  status: 'failed',
  tests: [{ name: 'adds', passed: false, message: 'AssertionError: 3 !== 4', line: 3 }],
  output: '',
  durationMs: 1,
};
const code = { path: 'add.ts', content: 'export const add = (a: number) => a;\n' };
const plan = {
  language: 'typescript',
  codePath: 'add.ts',
  testPath: 'add.test.ts',
  symbol: 'add',
  steps: [],
} as const;
const pythonPlan = { ...plan, language: 'python', codePath: 'add.py' } as const;
const question = {
  task: 'How does slugify work?',
  intent: {
    type: 'explain',
    confidence: 1,
    description: '',
    complexity: 'simple',
    mode: 'chat',
    needsCode: false,
  },
  history: [],
  project: '',
  research: undefined,
  attachments: [],
} as const;
const create = { task: 'Write add(a, b)', type: 'create', knownPaths: [] } as const;

const agents: Readonly<Record<string, (context: AgentContext, form: string) => Promise<unknown>>> =
  {
    intent: (context) => recognizeIntent({ task: 'our invoices', mode: 'auto' }, context),
    planner: (context) => planTask({ ...create, relevantPaths: [] }, context),
    debugger: (context) => debugFailure({ validation, isMissingCode: false }, context),
    reflection: (context) => reflectOnRun({ validation, tests: 'generated' }, context),
    critic: (context) => critiqueCode({ code, validation }, context),
    answer: (context) => answerQuestion(question, context),
    coder: async (context) => (await writeCode({ plan: pythonPlan, attempt: 1 }, context)).code,
    fixer: async (context) =>
      (await writeCode({ plan, attempt: 2, fix: failureReport(validation) }, context)).code,
    test_generator: (context, form) =>
      generateTests(
        form === 'python'
          ? {
              language: 'python',
              codePath: 'src/slugify.py',
              testPath: 'test_slugify.py',
              symbol: 'slugify',
            }
          : {
              language: 'typescript',
              codePath: 'src/slugify.ts',
              testPath: 'test/slugify.test.ts',
              symbol: 'slugify',
            },
        context,
      ),
  };

describe('answers of agents in the published forms of larger models', () => {
  let server: ScriptedOllama;
  let client: ModelClient;
  let answer = '';

  before(async () => {
    server = await createScriptedOllama({ reply: () => answer });
    const settings = nodeSettings({ host: server.url, model: 'scripted:1b' }, {});
    client = createModelClient({ settings, clock: systemClock, logger: silentLogger });
  });
  after(async () => {
    await client.close(0);
    await server.close();
  });

  for (const shape of shapes) {
    it(`${shape.agent}, ${shape.style}: ${shape.why} (${shape.form})`, async () => {
      answer = shape.answer;
      const before = server.chats().length;
      const structured = shape.form !== 'lines';
      const record = { tokensPerSecond: 0, structured };
      const context = { ...agentContext(), model: client.model, record };
      const result = JSON.stringify(await agents[shape.agent]?.(context, shape.form));
      assert.ok(result.includes(shape.says), result);
      assert.doesNotMatch(result, /<\/?think|maybe something else|wrong-draft/);
      const chats = server.chats().slice(before);
      assert.equal(chats.length, 1, 'nothing was asked again');
      assert.equal(chats[0]?.format !== undefined, shape.form === 'object');
    });
  }
});
