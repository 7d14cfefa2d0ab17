import assert from 'node:assert/strict';
import { isFollowUp } from '../../../src/agents/followUp.ts';
import { obviousType } from '../../../src/agents/intentRules.ts';

describe('follow-ups', () => {
  for (const task of [
    'now make it async',
    'Make it async',
    'Rename it to toSlug',
    'Also handle empty titles',
    'ok, now add a limit parameter',
    'Great! Now create a command line for it',
    'fix that',
    'How does it treat accents?',
    'Add tests for it',
    'теперь сделай её асинхронной',
    'А теперь добавь параметр limit',
    'Сделай его быстрее',
    'перепиши это',
  ]) {
    it(`knows one: ${task}`, () => assert.equal(isFollowUp(task), true));
  }

  for (const task of [
    'Write a function slugify(title) with tests. It must return lower case.',
    'Create a parser that reads it line by line',
    'Now create a function chunk(list, size)',
    'Make src/parse.ts async, it is slow',
    'What does this project do?',
    'hello',
    'help',
    'Fix the failing test',
    'Напиши функцию, которая складывает числа',
  ]) {
    it(`knows that this is none: ${task}`, () => assert.equal(isFollowUp(task), false));
  }

  it('are changes, not new code, in both languages', () => {
    for (const task of [
      'now make it async',
      'теперь сделай её асинхронной',
      'Сделайте это быстро',
    ]) {
      assert.equal(obviousType(task), 'modify', task);
    }
    assert.equal(obviousType('Сделай парсер'), 'create');
  });
});
