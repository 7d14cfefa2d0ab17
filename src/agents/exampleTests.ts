import { compiledLanguage } from './compiled/compiledLanguages.ts';
import { pythonModule } from './moduleReference.ts';
import { hasExpect, scriptImports, scriptTest } from './scriptFramework.ts';
import type { TestTarget } from './testTarget.ts';

/** One example of a task's text: a call, and what comes of it. */
export interface TaskExample {
  readonly call: string;
  /** The expected value as it is written. */
  readonly value?: string;
  /** Name of the expected error, or true when any will do. */
  readonly throws?: string | true;
}

const least = 2;

/**
 * Tests made of the examples in a task's text, word for word: they are the user's own and need no
 * model. Undefined when there are fewer than two.
 */
export function exampleTests(task: string, target: TestTarget): string | undefined {
  if (target.symbol === undefined) return undefined;
  const examples = readExamples(task, target.symbol);
  // Where code is compiled the call alone does not say how many values it gives, nor of which types.
  if (examples.length < least || compiledLanguage(target.language)) return undefined;
  return target.language === 'python'
    ? pythonTests(examples, target, target.symbol)
    : scriptTests(examples, target, target.symbol);
}

const gives =
  /^[`\s]*(?:===?|=>|->|→|(?:should\s+)?(?:returns?|gives?|be|equals?|yields?|becomes?|evaluates\s+to)|is)[`\s]*/;
const raises =
  /^[`\s]*(?:===?|=>|->|→|should|must|will)?[`\s]*(?:(?:raises?|throws?)(?:\s+an?)?(?:\s+`?([A-Z]\w*(?:Error|Exception)))?|([A-Z]\w*(?:Error|Exception))\b)/;

/** Reads `f(1) returns 2`, `f(1) == 2`, `f(0) and f(-1) throw a RangeError` and the like. */
export function readExamples(task: string, symbol: string): readonly TaskExample[] {
  const examples: TaskExample[] = [];
  let pending: string[] = [];
  for (const match of task.matchAll(new RegExp(`(?<![\\w.$])${escaped(symbol)}\\(`, 'g'))) {
    const open = match.index + match[0].length - 1;
    const end = closing(task, open);
    if (end === undefined) continue;
    const call = task.slice(match.index, end);
    if (!isLiteral(task.slice(open + 1, end - 1))) continue;
    const rest = task.slice(end);
    const isPrompt = /(?:^|\n)>>> ?$/.test(task.slice(0, match.index));
    const error = raises.exec(rest);
    const shown = isPrompt ? /^\s*\n/.exec(rest) : gives.exec(rest);
    const value = shown && valueAt(rest.slice(shown[0].length));
    if (error) {
      const throws = error[1] ?? error[2] ?? true;
      for (const each of [...pending, call]) examples.push({ call: each, throws });
    } else if (value) examples.push({ call, value });
    const goesOn = new RegExp(`^[\`\\s]*(?:,|and|or|, and|, or)[\`\\s]*${escaped(symbol)}\\(`);
    pending = !error && !value && goesOn.test(rest) ? [...pending, call] : [];
  }
  return examples;
}

/** A literal at the start of a text, or undefined. */
function valueAt(text: string): string | undefined {
  const first = text.charAt(0);
  const end = '([{'.includes(first) && first !== '' ? closing(text, 0) : undefined;
  const bracketed = end === undefined ? undefined : text.slice(0, end);
  const found =
    bracketed ??
    /^(?:[rbuf]?"(?:[^"\\\n]|\\.)*"|[rbuf]?'(?:[^'\\\n]|\\.)*'|-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?n?(?![\w])|(?:true|false|null|undefined|None|True|False|NaN|-?Infinity)\b)/.exec(
      text,
    )?.[0];
  return found !== undefined && isLiteral(found) ? found : undefined;
}

/** True for text that names nothing: an example can only be run if it is made of values. */
function isLiteral(text: string): boolean {
  const bare = text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');
  const names = bare.match(/(?<![\w.])[A-Za-z_$][\w$]*(?!\s*:)/g) ?? [];
  const values = /^(?:true|false|null|undefined|None|True|False|NaN|Infinity|[eE]\d+|[rbuf])$/;
  return names.every((name) => values.test(name)) && !/[;`…]|\.\.\./.test(bare);
}

/** Position behind the bracket that closes the one at `open`. */
function closing(text: string, open: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let index = open; index < text.length && index < open + 2_000; index++) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === '\\') index++;
      else if (character === quote) quote = '';
      else if (character === '\n') return undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth === 0) return index + 1;
  }
  return undefined;
}

function scriptTests(examples: readonly TaskExample[], target: TestTarget, symbol: string): string {
  const tests = examples.map(({ call, value, throws }) => {
    const error = throws !== undefined && isBuiltIn(throws) ? throws : undefined;
    const check = hasExpect(target)
      ? throws === undefined
        ? `expect(await ${call}).toStrictEqual(${value});`
        : `await expect((async () => ${call})()).rejects.toThrow(${error ?? ''});`
      : throws === undefined
        ? `assert.deepEqual(await ${call}, ${value});`
        : `await assert.rejects(async () => ${call}${error === undefined ? '' : `, ${error}`});`;
    return scriptTest(JSON.stringify(oneLine(call)), check, target, { isAsync: true });
  });
  return [...scriptImports(tests.join('\n'), [symbol], target), '', ...tests].join('\n');
}

function isBuiltIn(error: string | true): error is string {
  return error !== true && /^(?:Range|Type|Syntax|Reference|URI|Eval)?Error$/.test(error);
}

function pythonTests(examples: readonly TaskExample[], target: TestTarget, symbol: string): string {
  if (target.framework === 'pytest') return plainPythonTests(examples, target, symbol);
  const { codePath } = target;
  const tests = examples.map(({ call, value, throws }, index) => {
    const head = `    def test_example_${index + 1}(self):`;
    if (throws === undefined) return `${head}\n        self.assertEqual(${call}, ${value})\n`;
    const known = throws !== true && pythonErrors.has(throws) ? throws : 'Exception';
    return `${head}\n        with self.assertRaises(${known}):\n            ${call}\n`;
  });
  return [
    'import unittest',
    '',
    `from ${pythonModule(codePath)} import ${symbol}`,
    '',
    '',
    'class ExampleTests(unittest.TestCase):',
    ...tests,
    '',
    "if __name__ == '__main__':",
    '    unittest.main()',
    '',
  ].join('\n');
}

/** The same as functions for pytest. */
function plainPythonTests(
  examples: readonly TaskExample[],
  { codePath }: TestTarget,
  symbol: string,
): string {
  const tests = examples.map(({ call, value, throws }, index) => {
    const head = `\n\ndef test_example_${index + 1}():`;
    if (throws === undefined) return `${head}\n    assert ${call} == ${value}`;
    const known = throws !== true && pythonErrors.has(throws) ? throws : 'Exception';
    return `${head}\n    with pytest.raises(${known}):\n        ${call}`;
  });
  const usesPytest = examples.some(({ throws }) => throws !== undefined);
  return [
    ...(usesPytest ? ['import pytest', ''] : []),
    `from ${pythonModule(codePath)} import ${symbol}`,
    ...tests,
    '',
  ].join('\n');
}

const pythonErrors = new Set(
  (
    'ValueError TypeError KeyError IndexError ZeroDivisionError OverflowError AttributeError ' +
    'LookupError RuntimeError NotImplementedError ArithmeticError StopIteration OSError SyntaxError'
  ).split(' '),
);

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 80);
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}
