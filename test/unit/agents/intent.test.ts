import assert from 'node:assert/strict';
import { recognizeIntent } from '../../../src/agents/intent.ts';
import { obviousComplexity, obviousType } from '../../../src/agents/intentRules.ts';
import type { TaskType } from '../../../src/base/task.ts';
import { agentContext } from './support.ts';

describe('intent without a model', () => {
  const cases: Readonly<Record<string, TaskType | undefined>> = {
    Hello: 'greeting',
    'hi there!': 'greeting',
    'Good morning, Caravan': 'greeting',
    'Привет!': 'greeting',
    'Добрый день': 'greeting',
    Здравствуйте: 'greeting',
    '': 'greeting',
    'What can you do?': 'help',
    help: 'help',
    'Что ты умеешь?': 'help',
    помощь: 'help',
    'Write a function slugify(title) with tests': 'create',
    'Hello world function in Python: write it': 'create',
    'Can you write a function that adds?': 'create',
    'Напиши функцию slugify(title) с тестами': 'create',
    'Создай класс Stack': 'create',
    'slugify function for titles': 'create',
    'now make it async': 'modify',
    'Add a parameter to parse()': 'modify',
    'Добавь параметр в parse()': 'modify',
    'Fix the crash in parse.ts': 'debug',
    'Исправь ошибку в parse.ts': 'debug',
    'parse() crashes on empty input': 'debug',
    'Refactor parse.ts': 'refactor',
    'Переименуй функцию parse': 'refactor',
    'Speed up the parser': 'optimize',
    'Write tests for parse.ts': 'test',
    'Напиши тесты для parse.ts': 'test',
    'What does this project do?': 'explain',
    'How do I fix the error in parse.ts?': 'explain',
    'Что делает этот проект?': 'explain',
    'Explain parse.ts': 'explain',
    'Is this a bug?': 'explain',
    '/fix parse.ts': 'debug',
    '/explain parse.ts': 'explain',
    'The tests in test/add.test.ts fail. Fix src/add.ts.': 'debug',
    'test_add.py is broken, repair add.py': 'debug',
    'I need a function add_days(start, days)': 'create',
    'I need add_days(start, days) in add_days.py': 'create',
    'Мне нужна функция slugify': 'create',
    'Write test_helpers.py with a function that removes spaces': 'create',
    'the usual': undefined,
    'fizz buzz': undefined,
  };
  for (const [task, type] of Object.entries(cases)) {
    it(`takes "${task}" for ${type ?? 'unclear'}`, () => assert.equal(obviousType(task), type));
  }

  it('sizes a task by its length and parts', () => {
    assert.equal(obviousComplexity('Write slugify(title)'), 'simple');
    assert.equal(obviousComplexity('a and b and c and d and e'), 'medium');
    assert.equal(obviousComplexity('word '.repeat(200)), 'complex');
  });
});

describe('intent agent', () => {
  it('asks no model when words or mode decide', async () => {
    const context = agentContext();
    const chat = await recognizeIntent({ task: 'fizz buzz', mode: 'chat' }, context);
    assert.deepEqual([chat.type, chat.mode, chat.needsCode], ['explain', 'chat', false]);
    const code = await recognizeIntent({ task: 'fizz buzz', mode: 'code' }, context);
    assert.deepEqual([code.type, code.mode, code.needsCode], ['create', 'code', true]);
    const plan = await recognizeIntent({ task: 'How would you sort?', mode: 'plan' }, context);
    assert.deepEqual([plan.type, plan.mode, plan.needsCode], ['create', 'plan', false]);
    const analyze = await recognizeIntent({ task: 'Fix parse.ts', mode: 'analyze' }, context);
    assert.deepEqual([analyze.mode, analyze.needsCode], ['analyze', false]);
    assert.equal(context.model.calls.length, 0);
  });

  it('asks the model when words do not decide, with its instruction last', async () => {
    const context = agentContext({
      intent: { object: { about: 'wants fizz buzz', confidence: 7, kind: 'create' } },
    });
    const intent = await recognizeIntent({ task: 'fizz buzz', mode: 'auto' }, context);
    assert.deepEqual([intent.type, intent.mode, intent.confidence], ['create', 'code', 0.7]);
    const [system, user] = context.model.requests('intent')[0]?.messages ?? [];
    assert.equal(system?.content, context.prefix.system);
    assert.ok(user?.content.startsWith('# Task\nslugify(title)\n\nDecide what the user wants'));
  });

  it('takes the harmless way when the model cannot say', async () => {
    const context = agentContext({ intent: 'create, I think' });
    const intent = await recognizeIntent({ task: 'fizz buzz', mode: 'auto' }, context);
    assert.deepEqual([intent.type, intent.mode], ['explain', 'chat']);
  });
});
