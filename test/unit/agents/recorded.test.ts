import assert from 'node:assert/strict';
import { extractCode } from '../../../src/agents/extractCode.ts';
import { definesSymbol } from '../../../src/agents/symbols.ts';
import { readTests } from '../../../src/agents/testGenerator.ts';
import { writeCode } from '../../../src/agents/coder.ts';
import { generateTests } from '../../../src/agents/testGenerator.ts';
import type { Language } from '../../../src/base/task.ts';
import { agentContext, recordedAnswers, type RecordedAnswer } from './support.ts';

const languageOf = (answer: RecordedAnswer): Language =>
  answer.lang === 'ts' ? 'typescript' : 'python';
const extract = (answer: RecordedAnswer): string | undefined =>
  extractCode(answer.output, {
    language: languageOf(answer),
    finish: answer.done_reason,
    path: `${answer.task}.${answer.lang}`,
    symbol: answer.task,
  }).code;
const coded = recordedAnswers.filter(({ role }) => role === 'coder' || role === 'fixer');

describe('recorded answers of a 135M model', () => {
  it('give code, free of fences and prose, wherever the answer held a complete program', () => {
    const complete = coded.filter(({ label }) => /^(?:wrong|raises|fixes|changed)/.test(label));
    assert.ok(complete.length >= 10);
    for (const answer of complete) {
      const code = extract(answer) ?? '';
      assert.ok(definesSymbol(code, answer.task, languageOf(answer)), `${answer.task}: ${code}`);
      assert.doesNotMatch(code, /^```|^FILE:/m);
    }
  });

  it('give nothing when the answer was cut off', () => {
    const cut = coded.filter((answer) => answer.done_reason === 'length');
    assert.ok(cut.length >= 3);
    for (const answer of cut) assert.equal(extract(answer), undefined, answer.task);
  });

  it('give no tests that redefine the target, never use it, assert nothing or do not parse', () => {
    const testers = recordedAnswers.filter(({ role }) => role === 'tester');
    const usable = testers.filter((answer) => {
      const { code } = readTests(
        { text: answer.output, finish: answer.done_reason },
        {
          language: languageOf(answer),
          codePath: `solution.${answer.lang}`,
          testPath: `test_solution.${answer.lang}`,
          symbol: answer.task,
        },
      );
      return code !== undefined;
    });
    assert.deepEqual(
      usable.map(({ label }) => label),
      ['load+refs'],
    );
  });

  for (const answer of coded) {
    it(`end in a typed draft: ${answer.role} ${answer.task} (${answer.label})`, async () => {
      const reply = { text: answer.output, finish: answer.done_reason };
      const context = agentContext({ '*': () => reply });
      const language = languageOf(answer);
      const path = `${answer.task}.${answer.lang}`;
      const plan = {
        language,
        codePath: path,
        testPath: `t.${path}`,
        symbol: answer.task,
        steps: [],
      };
      const draft = await writeCode({ plan, attempt: 1 }, context);
      assert.equal(draft.draft, answer.output);
      assert.equal(draft.code === undefined, draft.problem !== undefined);
    });
  }

  it('end in a smoke test, labelled as such, when no tests can be used', async () => {
    const answer = recordedAnswers.find(({ role, lang }) => role === 'tester' && lang === 'ts');
    assert.ok(answer);
    const context = agentContext({ '*': () => ({ text: answer.output, finish: 'stop' }) });
    const tests = await generateTests(
      {
        language: 'typescript',
        codePath: 'median.ts',
        testPath: 'median.test.ts',
        symbol: 'median',
      },
      context,
    );
    assert.equal(tests.kind, 'smoke');
    assert.match(tests.code, /smoke test only: median/);
  });
});
