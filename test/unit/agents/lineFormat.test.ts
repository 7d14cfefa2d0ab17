import assert from 'node:assert/strict';
import { z } from 'zod';
import { linesPrompt, readLines } from '../../../src/agents/lineFormat.ts';

const schema = z.object({
  about: z.string(),
  kind: z.enum(['question', 'bug', 'speed']),
  score: z.number(),
  steps: z.array(z.string()),
});
const whole = { about: 'it is slow', kind: 'speed', score: 0.8, steps: ['Measure', 'Mend'] };

describe('a decision in lines', () => {
  it('is asked for by one line a key, with its choices or an example', () => {
    const example = { about: 'in a few words', kind: 'bug', score: 0.7, steps: ['one', 'two'] };
    assert.deepEqual(linesPrompt(schema, example).split('\n').slice(1), [
      'about: (in a few words)',
      'kind: (one of: question, bug, speed)',
      'score: (a number, for example 0.7)',
      'steps: (one; two)',
    ]);
  });

  for (const [name, text] of [
    ['as it was asked for', 'about: it is slow\nkind: speed\nscore: 0.8\nsteps: Measure; Mend'],
    [
      'with words around it, marks and bullets',
      'Sure!\n\n**About**: "it is slow"\n- **kind:** Speed (not a bug)\n- score = 80%\nSteps:\n1. Measure\n2. Mend',
    ],
    ['in brackets', 'about: (it is slow)\nkind: (speed)\nscore: (0.8)\nsteps: (Measure; Mend)'],
    ['said twice', `about: it is slow\nkind: speed\nscore: 0.8\nsteps: Measure; Mend\nkind: bug`],
    ['as JSON all the same', JSON.stringify(whole)],
  ] as const) {
    it(`is read ${name}`, () => {
      assert.deepEqual(readLines(text, schema), whole);
    });
  }

  it('may lack words, but neither a number nor a choice', () => {
    assert.deepEqual(readLines('kind: bug\nscore: 1', schema), {
      about: '',
      kind: 'bug',
      score: 1,
      steps: [],
    });
    assert.equal(readLines('about: it is slow\nscore: 1', schema), undefined);
    assert.equal(readLines('about: it is slow\nkind: speed\nscore: high', schema), undefined);
    assert.equal(readLines('kind: something else\nscore: 1', schema), undefined);
    assert.equal(readLines('I think that it is a bug.', schema), undefined);
  });
});
