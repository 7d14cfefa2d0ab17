import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeCode } from '../../../../src/agents/coder.ts';
import { excerptOf } from '../../../../src/agents/excerpt.ts';
import { readCode } from '../../../../src/agents/readCode.ts';
import type { Plan } from '../../../../src/agents/types.ts';
import type { Language } from '../../../../src/base/task.ts';
import { agentContext } from '../support.ts';

interface Shape {
  readonly style: string;
  readonly why: string;
  readonly language: Language;
  readonly path: string;
  readonly existing?: string;
  readonly answer: string;
  /** What the file must hold after reading, or the problem that must be named. */
  readonly holds?: string;
  readonly lacks?: string;
  readonly problem?: string;
}

const shapes = JSON.parse(
  readFileSync(new URL('../../../support/fixtures/codeAnswers.json', import.meta.url), 'utf8'),
) as readonly Shape[];

function planFor(path: string, language: Language, symbol?: string): Plan {
  return {
    language,
    codePath: path,
    testPath: `test_${path}`,
    steps: [],
    ...(symbol && { symbol }),
  };
}

const plan = planFor('a.py', 'python');
const short = 'def f(a):\n    return 1\n\n\ndef g(a):\n    return 2\n';
const long = Array.from(
  { length: 100 },
  (_, index) => `def step_${index}(a):\n    """Adds."""\n    return a + ${index}\n\n`,
).join('\n');

function fence(code: string): string {
  return `FILE: a.py\n\`\`\`python\n${code}\n\`\`\``;
}

const edit = (search: string, replace: string): string =>
  `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;

describe('answers in the published forms of larger models', () => {
  for (const shape of shapes) {
    it(`${shape.style}: ${shape.why}`, () => {
      const read = readCode(
        { text: shape.answer, finish: 'stop' },
        { plan: planFor(shape.path, shape.language), existing: shape.existing },
      );
      if (shape.problem !== undefined) {
        assert.equal(read.code, undefined);
        assert.match(read.problem ?? '', new RegExp(shape.problem));
        return;
      }
      assert.equal(read.problem, undefined);
      assert.ok(read.code?.includes(shape.holds ?? '?'), read.code);
      assert.ok(!read.code.includes(shape.lacks ?? '```'), read.code);
    });
  }
});

describe('reading code for a file that exists', () => {
  it('applies edits, in blocks or as a diff', () => {
    for (const text of [
      edit('    return 2', '    return 3'),
      '```diff\n--- a/a.py\n+++ b/a.py\n@@ -5,2 +5,2 @@\n def g(a):\n-    return 2\n+    return 3\n```\n',
    ]) {
      const { code } = readCode({ text, finish: 'stop' }, { plan, existing: short });
      assert.equal(code, short.replace('2', '3'));
    }
  });

  it('refuses edits of another file, of a cut answer, that leave code out, or that break the file', () => {
    const good = edit('    return 2', '    return 3');
    for (const [text, finish, problem] of [
      [`FILE: b.py\n${good}`, 'stop', /Only a\.py/],
      [good, 'length', /cut off/],
      [edit('    return 2', '    # ... rest of the code unchanged'), 'stop', /left out/],
      [edit('    return 2', '    return (3'), 'stop', /broken/],
    ] as const) {
      const read = readCode({ text, finish }, { plan, existing: short });
      assert.equal(read.code, undefined);
      assert.match(read.problem ?? '', problem);
    }
  });

  it('takes single functions of a long file, from one block or several', () => {
    const one = 'def step_7(a):\n    return a * 7';
    const two = 'def step_9(a):\n    return a * 9';
    for (const text of [fence(`${one}\n\n\n${two}`), `${fence(one)}\nand\n${fence(two)}`]) {
      const { code } = readCode({ text, finish: 'stop' }, { plan, existing: long });
      const expected = long
        .replace('def step_7(a):\n    """Adds."""\n    return a + 7\n', `${one}\n`)
        .replace('def step_9(a):\n    """Adds."""\n    return a + 9\n', `${two}\n`);
      assert.equal(code, expected);
    }
  });

  it('takes single functions of a short file only when nobody is asked again', () => {
    const answer = { text: fence('def g(a):\n    return 3'), finish: 'stop' as const };
    assert.match(readCode(answer, { plan, existing: short }).problem ?? '', /missing: f/);
    const { code } = readCode(answer, { plan, existing: short, isLast: true });
    assert.equal(code, short.replace('2', '3'));
  });
});

describe('the coder, changing a file', () => {
  it('asks again for the block that failed, with the nearest real lines, and keeps the good one', async () => {
    const first = edit('    return 1', '    return 11') + edit('    return b + 2', '    return 22');
    const context = agentContext({ coder: [first, edit('    return 2', '    return 22')] });
    const { code } = await writeCode({ plan, existing: short, attempt: 1 }, context);
    assert.equal(code, short.replace('1', '11').replace('2', '22'));
    const prompt = context.model.requests('coder')[1]?.messages[1]?.content ?? '';
    assert.match(prompt, /return b \+ 2\nThese lines are not in the file\. The nearest real lines/);
    assert.match(prompt, /def g\(a\):\n {4}return 2/);
    assert.match(prompt, /The other blocks are good/);
    assert.doesNotMatch(prompt, /Answer with the whole file/);
  });

  it('asks for functions of a long file, not for the file', async () => {
    const context = agentContext({ coder: fence('def step_7(a):\n    return a * 7') });
    const { code } = await writeCode({ plan, existing: long, attempt: 1 }, context);
    assert.match(code ?? '', /def step_6[\s\S]*return a \* 7\n[\s\S]*def step_8/);
    const prompt = context.model.requests('coder')[0]?.messages[1]?.content ?? '';
    assert.match(prompt, /write only the functions/);
    assert.doesNotMatch(prompt, /Write the whole file/);
  });

  it('asks again when the file does not parse, and gives no code when it never does', async () => {
    const wrong = fence('def f(a):\n    return 1 +* 2\n\n\ndef g(a):\n    return 2');
    const checkSyntax = (file: { content: string }): Promise<string | undefined> =>
      Promise.resolve(file.content.includes('+*') ? 'a.py:2: invalid syntax' : undefined);
    const good = { ...agentContext({ coder: [wrong, fence(short.trim())] }), checkSyntax };
    assert.equal((await writeCode({ plan, existing: short, attempt: 1 }, good)).code, short);
    assert.match(good.model.requests('coder')[1]?.messages[1]?.content ?? '', /a\.py:2: invalid/);
    const bad = { ...agentContext({ coder: wrong }), checkSyntax };
    const draft = await writeCode({ plan, existing: short, attempt: 1 }, bad);
    assert.deepEqual([draft.code, draft.problem], [undefined, 'a.py:2: invalid syntax']);
  });
});

describe('the excerpt of a long file', () => {
  it('shows the asked function whole and every first line, and says what it leaves out', () => {
    const body = Array.from({ length: 20 }, (_, index) => `    value += ${index}`).join('\n');
    const file = Array.from(
      { length: 40 },
      (_, index) => `def make_part_${index}(value):\n${body}\n    return value\n`,
    ).join('\n');
    const shown = excerptOf(file, 'python', 'Change make_part_33 so that it returns zero');
    assert.ok(shown.split('\n').length <= 300);
    assert.ok(shown.includes(`def make_part_33(value):\n${body}\n    return value\n`));
    assert.equal(shown.match(/^def make_part_\d+/gm)?.length, 40);
    assert.match(shown, /# … 21 lines not shown/);
  });

  it('is the file itself when that is short', () => {
    assert.equal(excerptOf(short, 'python', ''), short);
  });
});
