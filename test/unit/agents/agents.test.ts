import assert from 'node:assert/strict';
import { answerQuestion, fixedAnswer } from '../../../src/agents/answer.ts';
import { classifyFailure } from '../../../src/agents/classifyFailure.ts';
import { writeCode } from '../../../src/agents/coder.ts';
import { critiqueCode } from '../../../src/agents/critic.ts';
import { debugFailure } from '../../../src/agents/debugger.ts';
import { experienceOf, recommend } from '../../../src/agents/memory.ts';
import { buildMessages, renderBlocks } from '../../../src/agents/messages.ts';
import { unit } from '../../../src/agents/numbers.ts';
import { reflectOnRun } from '../../../src/agents/reflection.ts';
import { researchTask } from '../../../src/agents/researcher.ts';
import { askedSymbol, ensureExported } from '../../../src/agents/symbols.ts';
import type { Intent, Plan, ModelEvent } from '../../../src/agents/types.ts';
import type { ValidationResult } from '../../../src/base/task.ts';
import { agentContext } from './support.ts';

const plan: Plan = {
  language: 'typescript',
  codePath: 'add.ts',
  testPath: 'add.test.ts',
  symbol: 'add',
  steps: [],
};
const body = 'function add(a: number, b: number): number {\n  return a + b;\n}\n';
const reply = (code: string): string => `FILE: add.ts\n\`\`\`typescript\n${code}\`\`\``;
const result = (message: string, changes: Partial<ValidationResult> = {}): ValidationResult => ({
  status: 'failed',
  tests: [{ name: 'adds', passed: false, message }],
  output: '',
  durationMs: 1,
  ...changes,
});

describe('prompt messages', () => {
  it('only grow: every block keeps the bytes before it', () => {
    const blocks = ['# Project\nA', '# Task\nB\n\n', '# Plan\nC'];
    const rendered = blocks.map((_, n) => Buffer.from(renderBlocks(blocks.slice(0, n + 1))));
    for (const [n, bytes] of rendered.entries()) {
      const before = rendered[n - 1];
      if (before) assert.ok(bytes.subarray(0, before.length).equals(before));
    }
    const [, user] = buildMessages({ system: 's', blocks }, '\nDo it.\n');
    assert.ok(user?.content.endsWith('# Plan\nC\n\nDo it.'));
  });
});

describe('coder', () => {
  it('exports the asked name when the model forgot to', async () => {
    const { code } = await writeCode({ plan, attempt: 1 }, agentContext({ coder: reply(body) }));
    assert.equal(code, `export ${body}`);
  });

  it('asks once more when something was left out, and says what', async () => {
    const lazy = reply(`// ... existing code\n${body}`);
    const context = agentContext({ coder: [lazy, reply(body)] });
    const { code } = await writeCode({ plan, attempt: 1 }, context);
    assert.equal(code, `export ${body}`);
    const second = context.model.requests('coder')[1];
    assert.match(second?.messages[1]?.content ?? '', /stands for code that was left out/);
  });

  it('asks a cut answer again with twice the room', async () => {
    const context = agentContext({
      coder: [{ text: '```ts\nexport function', finish: 'length' }, reply(body)],
    });
    const { code } = await writeCode({ plan, attempt: 1 }, context);
    assert.ok(code);
    const [first, second] = context.model.requests('coder');
    assert.equal(second?.maxTokens, 2 * (first?.maxTokens ?? 0));
    assert.notEqual(second?.seed, first?.seed);
  });

  it('stops an answer that loops, and goes on', async () => {
    let events = 0;
    const loop = { text: 'again and again '.repeat(400) };
    const context = agentContext({ coder: [loop, reply(body)] });
    const emit = context.emit;
    const { code } = await writeCode(
      { plan, attempt: 1 },
      { ...context, emit: (event) => (events++, emit(event)) },
    );
    assert.ok(code);
    assert.ok(events < 400, `${events} events`);
    assert.equal(context.model.active, 0);
  });

  it('keeps the whole file that came before a loop', async () => {
    const text = `${reply(body)}\n${'I hope this helps you a lot. '.repeat(60)}`;
    const context = agentContext({ coder: { text } });
    const { code } = await writeCode({ plan, attempt: 1 }, context);
    assert.equal(code, `export ${body}`);
    assert.equal(context.model.calls.length, 1);
  });

  it('gives the draft and the reason when no code comes out', async () => {
    const context = agentContext({ coder: 'I am only a language model.' });
    const draft = await writeCode({ plan, attempt: 1 }, context);
    assert.deepEqual(draft, {
      code: undefined,
      draft: 'I am only a language model.',
      problem: 'The answer held no fenced code block.',
    });
  });

  it('stops at once when the run is stopped', async () => {
    const controller = new AbortController();
    const context = { ...agentContext({ coder: reply(body) }), signal: controller.signal };
    controller.abort();
    await assert.rejects(writeCode({ plan, attempt: 1 }, context), { name: 'AbortError' });
  });

  it('knows exports in all their forms', () => {
    for (const code of [
      'export function add() {}',
      'export const add = 1;',
      'function add() {}\nexport { add };',
      'function add() {}\nmodule.exports = { add };',
    ]) {
      assert.equal(ensureExported(code, 'add'), code);
    }
    assert.equal(ensureExported('const add = () => 1;', 'add'), 'export const add = () => 1;');
  });

  it('gives back the exports that a changed file has lost', async () => {
    const existing = 'export function add(a, b) {\n  return a - b;\n}\nfunction own() {}\n';
    const answer = 'function add(a, b) {\n  return a + b;\n}\nfunction own() {}';
    const context = agentContext({ coder: `\`\`\`js\n${answer}\n\`\`\`` });
    const unnamed: Plan = { ...plan, symbol: '' };
    const draft = await writeCode({ plan: unnamed, existing, attempt: 1 }, context);
    assert.equal(draft.code, `export ${answer}\n`);
  });
});

describe('the asked name', () => {
  const cases: Readonly<Record<string, string | undefined>> = {
    'Write a function slugify(title) with tests': 'slugify',
    'Write a function called parseDuration that parses': 'parseDuration',
    'Implement class LruCache with get(key)': 'LruCache',
    'Напиши функцию slugify': 'slugify',
    'Add `retry` to the client': 'retry',
    'Write a function that reverses a string': undefined,
    'Call text.trim() on it': undefined,
    'Modify createLogger in logger.js so that it has isEnabled(level)': 'createLogger',
    'Add priorities to TodoList in todo.py. add takes a priority.': 'TodoList',
    'Update range in src/range.ts: a third parameter `step`': 'range',
    'Something is broken in mergeIntervals (src/intervals.ts)': 'mergeIntervals',
    'Please debug luhn.py; is_valid should check the number': 'is_valid',
    'Fix the crash in parse.ts': undefined,
    'Write a CSV parser using TypeScript in csv.ts': undefined,
  };
  for (const [task, symbol] of Object.entries(cases)) {
    it(`of "${task}" is ${symbol ?? 'not said'}`, () => assert.equal(askedSymbol(task), symbol));
  }
});

describe('debugger', () => {
  const kinds: Readonly<Record<string, string>> = {
    "SyntaxError: Unexpected token '}'": 'syntax',
    'IndentationError: unexpected indent': 'syntax',
    "SyntaxError: The requested module './add.ts' does not provide an export named 'add'": 'import',
    "ModuleNotFoundError: No module named 'numpy'": 'import',
    'ReferenceError: helper is not defined': 'name',
    "NameError: name 'helper' is not defined": 'name',
    'TypeError: a.map is not a function': 'type',
    'AssertionError [ERR_ASSERTION]: 1 !== 2': 'assertion',
    'The tests timed out after 10 s': 'timeout',
    'something else': 'other',
  };
  for (const [message, kind] of Object.entries(kinds)) {
    it(`takes "${message}" for ${kind}`, () =>
      assert.equal(classifyFailure(result(message)), kind));
  }

  it('adds cause and cure of the model to the kind it found itself', async () => {
    const context = agentContext({
      debugger: { object: { cause: 'Adds one too few.', confidence: 1.32, fix: 'Add one.' } },
    });
    const report = await debugFailure(
      { validation: result('AssertionError: 1 !== 2'), isMissingCode: false },
      context,
    );
    assert.deepEqual(report, {
      errorType: 'assertion',
      summary: 'adds: AssertionError: 1 !== 2',
      rootCause: 'Adds one too few.',
      instructions: 'Add one.',
      confidence: 1,
    });
  });

  it('speaks for itself when the model copies the example or keeps no form', async () => {
    const copied = {
      cause: 'the mistake in one sentence',
      confidence: 0.7,
      fix: 'what to change in one or two sentences',
    };
    for (const script of [{ object: copied }, 'no form']) {
      const report = await debugFailure(
        { validation: result('NameError: x is not defined'), isMissingCode: false },
        agentContext({ debugger: script }),
      );
      assert.match(report.rootCause, /NameError/);
      assert.match(report.instructions, /Define every name/);
    }
  });

  it('asks no model when there was no code at all', async () => {
    const context = agentContext();
    await debugFailure({ validation: result(''), isMissingCode: true }, context);
    assert.equal(context.model.calls.length, 0);
  });
});

describe('reflection and critic', () => {
  const praise = {
    reflection: {
      object: {
        analysis: 'Perfect.',
        coding: 10,
        improvement: 'Nothing at all.',
        planning: 9,
        research: 1.4,
        testing: -3,
      },
    },
    critic: {
      object: {
        assessment: 'Very good.',
        category: 'style',
        issue: 'none',
        score: 95,
        severity: 'low',
        suggestion: 'none',
      },
    },
  } as const;
  const code = { path: 'add.ts', content: `export ${body}` };

  it('clamp numbers and believe the tests more than the model', async () => {
    const failed = result('AssertionError: 1 !== 2');
    const context = agentContext(praise);
    const reflection = await reflectOnRun({ validation: failed, tests: 'generated' }, context);
    assert.equal(reflection.coding, 0.2);
    assert.equal(reflection.planning, 0.9);
    assert.equal(reflection.research, 1);
    assert.equal(reflection.testing, 0.4);
    assert.equal(reflection.shouldRetry, true);
    const critic = await critiqueCode({ code, validation: failed }, context);
    assert.equal(critic.score, 0.4);
    assert.equal(critic.issues[0]?.severity, 'high');
  });

  it('give figures from the tests alone when the model keeps no form', async () => {
    const passed = result('', { status: 'passed', tests: [{ name: 'adds', passed: true }] });
    const context = agentContext({ '*': 'no form' });
    const reflection = await reflectOnRun({ validation: passed, tests: 'generated' }, context);
    assert.equal(reflection.coding, 0.85);
    assert.equal(reflection.analysis, '1 of 1 tests passed.');
    const critic = await critiqueCode({ code, validation: passed }, context);
    assert.deepEqual(critic, { score: 1, strengths: [], issues: [] });
  });

  it('name risky code with its place, whatever the model says', async () => {
    const risky = { path: 'add.ts', content: `${body}eval(input);\n` };
    const passed = result('', { status: 'passed', tests: [{ name: 'adds', passed: true }] });
    const critic = await critiqueCode({ code: risky, validation: passed }, agentContext(praise));
    assert.equal(critic.score, 0.6);
    assert.deepEqual(
      critic.issues.map(({ category, location, evidence }) => [category, location, evidence]),
      [['security', 'add.ts:4', 'eval(input);']],
    );
  });

  it('brings scores out of 10 and 100 into 0 to 1', () => {
    assert.deepEqual([0.5, 1.32, 7, 85, 400, -1, NaN].map(unit), [0.5, 1, 0.7, 0.85, 1, 0, 0.5]);
  });
});

describe('researcher and memory', () => {
  it('join files of the folder with lessons of similar tasks, three at most', async () => {
    const past = (task: string) =>
      ({ task, type: 'create', outcome: 'done', lesson: 'Mind the gap.', at: 1 }) as const;
    const found = await researchTask(
      { task: 'slugify', budget: 100 },
      {
        research: async () => ({
          files: [
            { path: 'a.ts', content: '1' },
            { path: 'a.ts', content: '1' },
          ],
          recommendations: ['first'],
          summary: 'a.ts',
        }),
        similar: async () => [past('a'), past('b'), past('c')],
      },
      new AbortController().signal,
    );
    assert.equal(found.files.length, 1);
    assert.deepEqual(found.recommendations, [
      'first',
      '"a" (done): Mind the gap.',
      '"b" (done): Mind the gap.',
    ]);
    assert.equal(recommend([past('a'), past('a')]).length, 1);
  });

  it('remember in one line how a task ended and what was learnt', () => {
    const experience = experienceOf({
      task: 'add numbers',
      type: 'create',
      plan,
      validation: result('', { status: 'passed' }),
      debug: {
        errorType: 'name',
        summary: '',
        rootCause: 'A helper\nwas missing.',
        instructions: '',
        confidence: 1,
      },
      reflection: undefined,
      iterations: 1,
      at: 7,
    });
    assert.deepEqual(experience, {
      task: 'add numbers',
      type: 'create',
      outcome: 'done',
      lesson: 'Solved after 1 fix(es); the mistake was: A helper was missing.',
      at: 7,
    });
  });
});

describe('answer', () => {
  const intent: Intent = {
    type: 'explain',
    confidence: 1,
    description: '',
    complexity: 'simple',
    mode: 'chat',
    needsCode: false,
  };
  const question = {
    task: 'Why?',
    intent,
    history: [
      { role: 'user' as const, content: 'Hello' },
      { role: 'assistant' as const, content: 'Hi' },
    ],
    project: 'An empty folder.',
    research: undefined,
    attachments: [],
  };

  it('sends earlier turns as turns, the question with its material last', async () => {
    const context = agentContext({ answer: ' Because. ' });
    assert.equal(await answerQuestion(question, context), 'Because.');
    const messages = context.model.requests('answer')[0]?.messages ?? [];
    assert.deepEqual(
      messages.map((message) => message.role),
      ['system', 'user', 'assistant', 'user'],
    );
    assert.match(
      messages[3]?.content ?? '',
      /^# Project\nAn empty folder\.\n\n# Message of the user/,
    );
  });

  it('keeps a cut answer, which has been read already, and says so in the question’s language', async () => {
    const cut = { answer: { text: 'Because', finish: 'length' } } as const;
    const shown: string[] = [];
    const context = {
      ...agentContext(cut),
      emit: (event: ModelEvent) => void (event.type === 'text-delta' && shown.push(event.text)),
    };
    const answer = await answerQuestion(question, context);
    assert.match(answer, /^Because\n\n\*The answer breaks off here, .*\*$/);
    assert.equal(shown.join(''), answer);
    assert.equal(context.model.calls.length, 1);
    const russian = await answerQuestion({ ...question, task: 'Почему?' }, agentContext(cut));
    assert.match(russian, /^Because\n\n\*Ответ обрывается здесь: .*\*$/);
  });

  it('closes the code that a cut left open, and names a loop', async () => {
    const open = agentContext({ answer: { text: 'So:\n```js\nf(', finish: 'length' } });
    assert.match(await answerQuestion(question, open), /f\(\n```\n\n\*The answer/);
    const looping = agentContext({ answer: 'Sort it. '.repeat(400) });
    assert.match(await answerQuestion(question, looping), /began to repeat itself\.\*$/);
  });

  it('fails with a typed error when the model says nothing twice', async () => {
    const context = agentContext({ answer: '' });
    await assert.rejects(answerQuestion(question, context), { code: 'answer-empty' });
    assert.equal(context.model.calls.length, 2);
  });

  it('greets and helps in the language of the message', () => {
    assert.match(fixedAnswer('hello', { ...intent, type: 'greeting' }) ?? '', /^Hello/);
    assert.match(fixedAnswer('помощь', { ...intent, type: 'help' }) ?? '', /умею/);
    assert.equal(fixedAnswer('Why?', intent), undefined);
  });
});
