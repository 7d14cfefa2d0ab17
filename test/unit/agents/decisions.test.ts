import assert from 'node:assert/strict';
import { z } from 'zod';
import { critiqueCode } from '../../../src/agents/critic.ts';
import { debugFailure } from '../../../src/agents/debugger.ts';
import { recognizeIntent } from '../../../src/agents/intent.ts';
import { planTask } from '../../../src/agents/planner.ts';
import { reflectOnRun } from '../../../src/agents/reflection.ts';
import type { AgentContext } from '../../../src/agents/types.ts';
import type { ObjectRequest } from '../../../src/llm/model.ts';
import { agentContext } from './support.ts';

const validation = { status: 'failed', tests: [], output: '', durationMs: 1 } as const;
const code = { path: 'add.ts', content: 'export const add = 1;\n' };
const plan = { task: 'Write add', type: 'create', knownPaths: [], relevantPaths: [] } as const;

const agents: Readonly<Record<string, (context: AgentContext) => Promise<unknown>>> = {
  intent: (context) => recognizeIntent({ task: 'our invoices', mode: 'auto' }, context),
  planner: (context) => planTask(plan, context),
  debugger: (context) => debugFailure({ validation, isMissingCode: false }, context),
  reflection: (context) => reflectOnRun({ validation, tests: 'generated' }, context),
  critic: (context) => critiqueCode({ code, validation }, context),
};

describe('the object that an agent asks for', () => {
  for (const [name, ask] of Object.entries(agents)) {
    it(`is small, flat, with its reason first and a filled example: ${name}`, async () => {
      const context = agentContext({ '*': 'no form' });
      await ask(context);
      const request = context.model.requests(name)[0] as ObjectRequest<unknown>;
      const { properties = {}, required = [] } = z.toJSONSchema(request.schema);
      const keys = Object.keys(properties);
      assert.ok(keys.length <= 6, `${keys.length} keys`);
      assert.deepEqual([...required].sort(), [...keys].sort(), 'none may be left out');
      // Servers may write the keys in either order: both begin with the free words.
      assert.equal(keys[0], [...keys].sort()[0]);
      const first = Object.values(properties)[0] as { type?: string; enum?: unknown };
      assert.deepEqual([first.type, first.enum], ['string', undefined]);
      for (const each of Object.values(properties) as { type?: string; items?: object }[]) {
        assert.notEqual(each.type, 'object');
        if (each.type === 'array') assert.deepEqual(each.items, { type: 'string' });
      }
      assert.equal(request.schema.safeParse(request.example).success, true);
      const prompt = request.messages.at(-1)?.content ?? '';
      assert.ok(prompt.includes(JSON.stringify(request.example)));
      assert.ok((request.maxTokens ?? Infinity) <= 350);
    });
  }
});
