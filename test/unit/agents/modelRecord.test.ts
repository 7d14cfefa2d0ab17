import assert from 'node:assert/strict';
import { writeCode } from '../../../src/agents/coder.ts';
import { critiqueCode } from '../../../src/agents/critic.ts';
import { debugFailure } from '../../../src/agents/debugger.ts';
import { recognizeIntent } from '../../../src/agents/intent.ts';
import type { ModelRecord } from '../../../src/agents/modelRecord.ts';
import { planTask } from '../../../src/agents/planner.ts';
import { reflectOnRun } from '../../../src/agents/reflection.ts';
import type { AgentContext, DebugReport, Plan } from '../../../src/agents/types.ts';
import type { ValidationResult } from '../../../src/base/task.ts';
import type { ScriptedModel } from '../../support/scriptedModel.ts';
import { agentContext } from './support.ts';

const validation: ValidationResult = {
  status: 'failed',
  tests: [{ name: 'sorts', passed: false, message: 'AssertionError: 2 !== 1' }],
  output: '',
  durationMs: 5,
};
const code = { path: 'sort.js', content: 'export const sort = (items) => items;\n' };

/** Every agent that decides: how it is asked, an answer in lines, and what it made of that. */
const deciders: readonly {
  readonly label: string;
  readonly lines: string;
  readonly ask: (context: AgentContext) => Promise<unknown>;
}[] = [
  {
    label: 'intent',
    lines: 'about: FROM-LINES\nconfidence: 0.9\nkind: refactor',
    ask: (context) => recognizeIntent({ task: 'Our invoices', mode: 'auto' }, context),
  },
  {
    label: 'planner',
    lines:
      'approach: x\ncodePath: sort.js\nfunctionName: sort\nlanguage: javascript\nsteps: FROM-LINES',
    ask: (context) =>
      planTask({ task: 'sort', type: 'create', knownPaths: [], relevantPaths: [] }, context),
  },
  {
    label: 'debugger',
    lines: 'cause: FROM-LINES\nconfidence: 0.8\nfix: Compare numbers.',
    ask: (context) => debugFailure({ validation, isMissingCode: false }, context),
  },
  {
    label: 'reflection',
    lines:
      'analysis: FROM-LINES\ncoding: 0.5\nimprovement: More tests.\nplanning: 0.5\nresearch: 0.5\ntesting: 0.5',
    ask: (context) => reflectOnRun({ validation, tests: 'generated' }, context),
  },
  {
    label: 'critic',
    lines:
      'assessment: FROM-LINES\ncategory: style\nissue: none\nscore: 0.5\nseverity: low\nsuggestion: none',
    ask: (context) => critiqueCode({ code, validation }, context),
  },
];

const recorded = (
  record: Partial<ModelRecord> | undefined,
  scripts: Parameters<typeof agentContext>[0],
): AgentContext & { readonly model: ScriptedModel } => ({
  ...agentContext(scripts),
  ...(record && { record: { tokensPerSecond: 0, ...record } }),
});

describe('a model that keeps to no schema', () => {
  for (const { label, lines, ask } of deciders) {
    it(`is asked for lines at once by the ${label}`, async () => {
      const context = recorded({ structured: false }, { [label]: lines });
      assert.match(JSON.stringify(await ask(context)), /FROM-LINES/);
      assert.deepEqual(
        context.model.calls.map(({ method }) => method),
        ['generate'],
      );
    });

    it(`is asked once, and rules decide for the ${label} where it keeps to no lines either`, async () => {
      const context = recorded({ structured: false }, { [label]: 'I would rather talk.' });
      assert.ok(await ask(context));
      assert.equal(context.model.calls.length, 1);
    });
  }

  it('is not supposed where nothing is known, or the record says otherwise', async () => {
    for (const record of [undefined, { structured: true }, {}]) {
      const object = { cause: 'It compares text.', confidence: 0.8, fix: 'Compare numbers.' };
      const context = recorded(record, { debugger: { object } });
      await debugFailure({ validation, isMissingCode: false }, context);
      assert.deepEqual(
        context.model.calls.map(({ method }) => method),
        ['generateObject'],
      );
    }
  });
});

const plan: Plan = { language: 'javascript', codePath: 'last.js', testPath: '', steps: [] };
const short = 'export function last(items) {\n  return items[items.length];\n}\n';
const others = Array.from(
  { length: 90 },
  (_, index) => `\nexport function f${index}() {\n  return ${index};\n}\n`,
).join('');
const long = `${short}${others}`;
const edit = (old: string): string =>
  `FILE: last.js\n<<<<<<< SEARCH\n${old}\n=======\n  return items.at(-1);\n>>>>>>> REPLACE`;
const goodEdit = edit('  return items[items.length];');

describe('a model that cannot be kept from thinking', () => {
  it('has room for it beside its answer, in objects, lines and code', async () => {
    const rooms = async (thinks: boolean): Promise<readonly number[]> => {
      const record = { tokensPerSecond: 0, thinks };
      const context = { ...agentContext({ '*': 'no form' }), record };
      await recognizeIntent({ task: 'our invoices', mode: 'auto' }, context);
      const lines = { ...context, record: { ...record, structured: false } };
      await recognizeIntent({ task: 'our invoices', mode: 'auto' }, lines);
      const plan = { language: 'python', codePath: 'a.py', testPath: 't.py', steps: [] } as const;
      await writeCode({ plan, attempt: 1 }, context);
      return context.model.calls.map(({ request }) => request.maxTokens ?? 0);
    };
    const [thinking, plain] = [await rooms(true), await rooms(false)];
    assert.equal(plain.length, 4);
    assert.deepEqual(
      thinking,
      plain.map((room) => room + 2_000),
    );
  });
});

describe('search/replace blocks', () => {
  const ask = async (
    record: Partial<ModelRecord> | undefined,
    answers: readonly string[],
    task: { existing: string; fix?: DebugReport },
  ): Promise<{ code: string | undefined; prompts: readonly string[] }> => {
    const context = recorded(record, { coder: answers, fixer: answers });
    const { code } = await writeCode({ plan, attempt: 1, ...task }, context);
    const prompts = context.model.calls.map(
      ({ request }) => request.messages.at(-1)?.content ?? '',
    );
    return { code, prompts };
  };

  it('are asked for in a long file of a model that can give them', async () => {
    const { code, prompts } = await ask({ blocks: true }, [goodEdit], { existing: long });
    assert.match(prompts[0] ?? '', /<<<<<<< SEARCH\n/);
    assert.equal(code, long.replace('items[items.length]', 'items.at(-1)'));
  });

  it('are not asked for of others, in a short file, or to mend a file that is not there yet', async () => {
    const fix = {
      errorType: 'other',
      summary: '',
      rootCause: '',
      instructions: '',
      confidence: 1,
    } as const;
    const whole = '```javascript\nexport function last(items) {\n  return items.at(-1);\n}\n```';
    const asked = await Promise.all([
      ask(undefined, [whole], { existing: long }),
      ask({}, [whole], { existing: long }),
      ask({ blocks: false }, [whole], { existing: long }),
      ask({ blocks: true }, [whole], { existing: short }),
      ask({ blocks: true }, [whole], { existing: long, fix }),
    ]);
    for (const { code, prompts } of asked) {
      assert.match(code ?? '', /items\.at\(-1\)/);
      assert.doesNotMatch(prompts.join('\n'), /SEARCH/);
    }
  });

  it('that come unasked and do not fit are asked for again as the whole file, where the model cannot give them', async () => {
    const whole = `FILE: last.js\n\`\`\`javascript\n${short.replace('items[items.length]', 'items.at(-1)')}\`\`\``;
    const answers = [edit('  return nothing;'), whole];
    const { code, prompts } = await ask({ blocks: false }, answers, { existing: short });
    assert.match(prompts[1] ?? '', /Answer with the whole file\.$/);
    assert.match(code ?? '', /items\.at\(-1\)/);
    const able = await ask({ blocks: true }, [answers[0] ?? '', goodEdit], { existing: short });
    assert.match(able.prompts[1] ?? '', /Answer with the corrected search\/replace blocks\./);
    assert.match(able.code ?? '', /items\.at\(-1\)/);
  });
});
