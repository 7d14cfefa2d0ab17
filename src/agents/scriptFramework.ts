import { moduleSpecifier } from './moduleReference.ts';
import type { TestTarget } from './testTarget.ts';

/** Names each framework gives to tests; `node` and `vitest` have to import them. */
const names: Readonly<Record<string, readonly string[]>> = {
  node: ['test', 'describe', 'it', 'before', 'after', 'beforeEach', 'afterEach', 'mock'],
  vitest: [
    ...['test', 'describe', 'it', 'expect', 'beforeAll', 'afterAll', 'beforeEach', 'afterEach'],
    'vi',
  ],
};
const packages: Readonly<Record<string, string>> = { node: 'node:test', vitest: 'vitest' };

/** Does the framework bring `expect` with it? */
export function hasExpect({ framework }: TestTarget): boolean {
  return framework === 'vitest' || framework === 'jest';
}

/** The import lines of a test file for what its text uses, and for what it takes from the code. */
export function scriptImports(
  text: string,
  own: readonly string[],
  target: TestTarget,
): readonly string[] {
  const framework = target.framework ?? 'node';
  const used = (names[framework] ?? []).filter((name) => isCalled(name, text));
  const from = packages[framework];
  return [
    ...(from !== undefined && used.length > 0 ? [importLine(used, from, target)] : []),
    ...(isCalled('assert', text) ? [assertLine(target)] : []),
    ...(own.length > 0
      ? [importLine(own, moduleSpecifier(target.codePath, target.testPath), target)]
      : []),
  ];
}

function assertLine({ isCommonJs }: TestTarget): string {
  return isCommonJs
    ? "const assert = require('node:assert/strict');"
    : "import assert from 'node:assert/strict';";
}

function importLine(clause: readonly string[], from: string, { isCommonJs }: TestTarget): string {
  const list = clause.join(', ');
  return isCommonJs
    ? `const { ${list.replaceAll(' as ', ': ')} } = require('${from}');`
    : `import { ${list} } from '${from}';`;
}

/** The words of other frameworks put into those of this one: `test` is `it` in mocha, and so on. */
export function inWordsOf(text: string, { framework = 'node' }: TestTarget): string {
  const rename = (from: string, to: string, code: string): string =>
    code.replace(new RegExp(`(?<![\\w$.])${from}(?=[.(])`, 'g'), to);
  switch (framework) {
    case 'mocha':
      return rename('beforeAll', 'before', rename('afterAll', 'after', rename('test', 'it', text)));
    case 'vitest':
      return rename('before', 'beforeAll', rename('after', 'afterAll', rename('jest', 'vi', text)));
    case 'jest':
      return rename('before', 'beforeAll', rename('after', 'afterAll', rename('vi', 'jest', text)));
    default:
      return rename('beforeAll', 'before', rename('afterAll', 'after', text));
  }
}

/** One test in the words of the framework. */
export function scriptTest(
  title: string,
  body: string,
  { framework = 'node' }: TestTarget,
  { isAsync = false }: { readonly isAsync?: boolean } = {},
): string {
  const word = framework === 'mocha' ? 'it' : 'test';
  return `${word}(${title}, ${isAsync ? 'async ' : ''}() => {\n  ${body}\n});\n`;
}

function isCalled(name: string, text: string): boolean {
  return new RegExp(`(?<![\\w$.])${name}[.(]`).test(text);
}
