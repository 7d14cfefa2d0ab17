import assert from 'node:assert/strict';
import { elisionProblem } from '../../../src/agents/elision.ts';
import { extractCode, fencedBlocks } from '../../../src/agents/extractCode.ts';
import { codeProblem, isPlausibleCode } from '../../../src/agents/plausible.ts';
import { isRepeating } from '../../../src/agents/repetition.ts';

const wanted = {
  language: 'typescript',
  finish: 'stop',
  path: 'src/add.ts',
  symbol: 'add',
} as const;
const add = 'export function add(a: number, b: number): number {\n  return a + b;\n}\n';

describe('taking code out of an answer', () => {
  it('reads the asked form: FILE line and one fence', () => {
    const text = `FILE: src/add.ts\n\`\`\`typescript\n${add}\`\`\``;
    assert.deepEqual(extractCode(text, wanted), { code: add });
  });

  it('ignores prose around the block and a wrong fence tag', () => {
    const text = `Sure! Here is the function:\n\n\`\`\`python\n${add}\`\`\`\n\nIt adds two numbers.`;
    assert.deepEqual(extractCode(text, wanted), { code: add });
  });

  it('takes the block that defines the asked name, not a larger example of use', () => {
    const usage = Array.from({ length: 9 }, (_, n) => `console.log(add(${n}, 1));`).join('\n');
    const text = `\`\`\`ts\n${add}\`\`\`\nUse it so:\n\`\`\`ts\n${usage}\n\`\`\``;
    assert.deepEqual(extractCode(text, wanted), { code: add });
  });

  it('takes the largest block when none defines the name', () => {
    const text = '```\nconst a = 1;\n```\n```\nconst first = 1;\nconst second = 2;\n```';
    assert.equal(extractCode(text, wanted).code, 'const first = 1;\nconst second = 2;\n');
  });

  it('takes the block of the asked file when several files are given', () => {
    const test = `FILE: src/add.test.ts\n\`\`\`ts\nfunction add() {}\n// ${'x'.repeat(200)}\n\`\`\``;
    const text = `${test}\n**FILE: \`src/add.ts\`**\n\`\`\`ts\n${add}\`\`\``;
    assert.deepEqual(extractCode(text, wanted), { code: add });
  });

  it('accepts an open fence when the model ended by itself and the code is whole', () => {
    assert.deepEqual(extractCode(`\`\`\`ts\n${add}`, wanted), { code: add });
  });

  it('refuses an open fence when the answer was cut at the limit', () => {
    const { code, problem } = extractCode(`\`\`\`ts\n${add}`, { ...wanted, finish: 'length' });
    assert.equal(code, undefined);
    assert.match(problem ?? '', /cut off/);
  });

  it('refuses code that ends in the middle', () => {
    const { code, problem } = extractCode('```ts\nexport function add(a) {\n  return a', wanted);
    assert.equal(code, undefined);
    assert.match(problem ?? '', /'}' was missing/);
  });

  it('accepts bare code without any fence, but no prose', () => {
    assert.deepEqual(extractCode(`FILE: src/add.ts\n${add}`, wanted), { code: add });
    assert.equal(
      extractCode('You could call the function add(a, b) here.', wanted).code,
      undefined,
    );
  });

  it('keeps a fence inside a longer fence, and a FILE comment out of the code', () => {
    const inner = 'export const add = `\n```\nx\n```\n`;\n';
    const text = `\`\`\`\`ts\n// FILE: src/add.ts\n${inner}\`\`\`\``;
    assert.deepEqual(extractCode(text, wanted), { code: inner });
    assert.equal(fencedBlocks(text)[0]?.path, 'src/add.ts');
  });

  it('reads windows line ends', () => {
    const text = `FILE: src/add.ts\r\n\`\`\`ts\r\n${add.replaceAll('\n', '\r\n')}\`\`\`\r\n`;
    assert.deepEqual(extractCode(text, wanted), { code: add });
  });

  // Written by hand after the published format of DeepSeek-R1: long prose, then bold headings.
  it('reads an answer in the style of DeepSeek-R1', () => {
    const text = `To solve this, we need to add.\n\n### Approach\n1. **Add** them.\n\n### Solution Code\n\`\`\`typescript\n${add}\`\`\`\n\n### Explanation\n- **add**: sums.`;
    assert.deepEqual(extractCode(text, wanted), { code: add });
  });

  // Written by hand after the published format of Qwen2.5-Coder.
  it('reads an answer in the style of Qwen2.5-Coder', () => {
    const text = `Certainly! Below is the implementation of the \`add\` function:\n\n\`\`\`typescript\n// src/add.ts\n${add}\`\`\`\n\n### Explanation:\n- It adds.\n\n### Example:\n\`\`\`typescript\nimport { add } from './add';\nconsole.log(add(1, 2)); // 3\n\`\`\``;
    assert.equal(extractCode(text, wanted).code, `// src/add.ts\n${add}`);
  });
});

describe('plausible code', () => {
  const whole: readonly (readonly ['typescript' | 'python', string])[] = [
    ['typescript', "const a = `x ${b ? `y ${'}'}` : '{'} z`;"],
    ['typescript', 'const pattern = /[)}\\]/"]+/g; // it is "fine"'],
    ['typescript', 'const half = (a + b) / 2 / c;'],
    ['typescript', "/* don't { */ export const a = 1;"],
    ['python', 'def f(a):\n    """It\'s (fine"""\n    return {\n        1: a,\n    }'],
    ['python', "x = [\n    'a',  # not ] closed\n]"],
    ['python', 'y = [\n    x\n    for x in z\n    if x\n]\nelse_ = (1\n    if y\n    else 2)'],
  ];
  for (const [language, code] of whole) {
    it(`accepts ${JSON.stringify(code).slice(0, 50)}`, () => {
      assert.equal(codeProblem(code, language), undefined);
    });
  }

  const broken: readonly (readonly ['typescript' | 'python', string])[] = [
    ['typescript', 'function a() {'],
    ['typescript', "const a = 'b;\nconst c = 1;"],
    ['typescript', 'const a = `b ${c}'],
    ['typescript', 'just some words'],
    ['typescript', ''],
    ['python', 'def f(a):'],
    ['python', 'def f(a):\nreturn a'],
    ['python', 'x = (1,'],
    ['python', "x = 'abc\ny = 1"],
    ['python', 'def f(a)\n    return a'],
    ['python', 'if True:\n    a = 1\nelse\n    a = 2'],
  ];
  for (const [language, code] of broken) {
    it(`refuses ${JSON.stringify(code).slice(0, 50)}`, () => {
      assert.equal(isPlausibleCode(code, language), false);
    });
  }
});

describe('left-out code', () => {
  const before = Array.from({ length: 12 }, (_, n) => `export function f${n}() {}`).join('\n');

  it('is found by its comment', () => {
    assert.match(elisionProblem('// ... rest of the code', undefined, 'typescript') ?? '', /rest/);
    assert.match(elisionProblem('# existing code here', undefined, 'python') ?? '', /existing/);
  });

  it('is found by lost names', () => {
    const after = before.replace('export function f3() {}', '');
    assert.match(elisionProblem(after, before, 'typescript') ?? '', /f3/);
  });

  it('is found by lost lines', () => {
    const long = `${Array.from({ length: 20 }, (_, n) => `use(${n});`).join('\n')}`;
    assert.match(elisionProblem('use(1);', long, 'typescript') ?? '', /30 %/);
  });

  it('is not suspected in complete files, spread and old comments', () => {
    assert.equal(
      elisionProblem('const a = [...b];\n// same as c', undefined, 'typescript'),
      undefined,
    );
    const old = '// ... rest of the code\nexport const a = 1;';
    assert.equal(elisionProblem(old, old, 'typescript'), undefined);
    assert.equal(elisionProblem('class A:\n    ...', undefined, 'python'), undefined);
  });
});

describe('loops in an answer', () => {
  it('are seen in white space, in one line and in a few lines', () => {
    assert.ok(isRepeating(`{"a": 1}${' '.repeat(400)}`));
    assert.ok(isRepeating('start\n' + 'I am sorry about that.\n'.repeat(20)));
    assert.ok(isRepeating('x' + 'first line here\nsecond line there\nthird\n'.repeat(12)));
  });

  it('are seen when a whole block comes three times more', () => {
    const block = Array.from({ length: 12 }, (_, n) => `  assert.equal(add(${n}, 1), ${n + 1});`);
    assert.ok(isRepeating(`test('adds', () => {\n${block.join('\n')}\n});\n`.repeat(4)));
  });

  it('are not suspected in ordinary code', () => {
    const table = Array.from({ length: 60 }, (_, n) => `  [${n}, '${n * n}'],`).join('\n');
    assert.equal(isRepeating(`const squares = [\n${table}\n];`), false);
    assert.equal(isRepeating(`// ${'-'.repeat(100)}\nconst a = 1;`), false);
  });
});
