import type { EvalTask } from '../tasks.ts';
import type { Dice } from './dice.ts';
import type { Profile } from './profiles.ts';

/** A test file, with what it really is. */
export interface WrittenTests {
  readonly code: string;
  readonly truth: string;
}

/** Tests as a small model writes them: a part of what matters, often with mistakes. */
export function writeTests(
  task: EvalTask,
  path: string,
  profile: Profile,
  dice: Dice,
): WrittenTests {
  const { usable, wrongAssert } = profile.tests;
  const kind = dice.weighted({ usable, wrongAssert, useless: 1 - usable - wrongAssert });
  const parts = partsOf(task, path, dice);
  switch (kind) {
    case 'usable':
      return { code: join(parts), truth: 'usable' };
    case 'wrongAssert':
      return { code: join(withWrongAssert(parts, dice)), truth: 'wrong-assert' };
    case 'useless':
      return useless(task, parts, dice);
  }
}

interface Parts {
  readonly imports: string;
  readonly head: string;
  readonly cases: readonly string[];
  readonly end: string;
}

/** The hidden tests as this model's own: another import, and only some of the cases. */
function partsOf(task: EvalTask, path: string, dice: Dice): Parts {
  const source = task.hidden[0]?.content ?? '';
  const isPython = task.language === 'python';
  const start = isPython ? /^ {4}def test_/m : /^test\(/m;
  const at = source.search(start);
  const before = source.slice(0, at);
  const body = source.slice(at).replace(/\n\nif __name__[\s\S]*$/, '\n');
  const all = body.split(isPython ? /(?=^ {4}def test_)/m : /(?=^test\()/m);
  const share = 0.5 + dice.next() / 2;
  const kept = dice.shuffle(all).slice(0, Math.max(2, Math.ceil(all.length * share)));
  const split = isPython ? before.search(/^class /m) : before.indexOf('\n\n') + 2;
  const imports = before.slice(0, split);
  return {
    imports: isPython
      ? imports
      : imports.replace(/'\.\.\/[^']+'/, `'${specifier(task.path, path)}'`),
    head: before.slice(split),
    cases: all.filter((each) => kept.includes(each)),
    end: '',
  };
}

function join({ imports, head, cases, end }: Parts): string {
  return `${imports}${head}${cases.map((each) => each.trimEnd()).join('\n\n')}\n${end}`;
}

/** One expected value is not what the task says. */
function withWrongAssert(parts: Parts, dice: Dice): Parts {
  const chosen = dice.shuffle(parts.cases).find((each) => wrong(each) !== each);
  return {
    ...parts,
    cases: parts.cases.map((each) => (each === chosen ? wrong(each) : each)),
  };
}

function wrong(code: string): string {
  const lines = code.split('\n');
  const at = lines.findLastIndex((line) => /assert/.test(line) && literal.test(line));
  const line = lines[at];
  if (line === undefined) return code;
  const last = [...line.matchAll(new RegExp(literal, 'g'))].at(-1);
  if (!last) return code;
  const value = last[0];
  return [
    ...lines.slice(0, at),
    line.slice(0, last.index) + other(value) + line.slice(last.index + value.length),
    ...lines.slice(at + 1),
  ].join('\n');
}

const literal = /'[^']*'|"[^"]*"|(?<![\w.'"])\d[\d_]*(?:\.\d+)?|\b(?:true|false|True|False)\b/;

function other(value: string): string {
  const opposites: Record<string, string> = {
    true: 'false',
    false: 'true',
    True: 'False',
    False: 'True',
  };
  if (opposites[value]) return opposites[value];
  if (/^\d/.test(value)) return String(Number(value.replaceAll('_', '')) + 1);
  return `${value.slice(0, -1)}s${value.slice(-1)}`;
}

function useless(task: EvalTask, parts: Parts, dice: Dice): WrittenTests {
  const isPython = task.language === 'python';
  switch (dice.pick(['no-parse', 'no-load', 're-implements', 'no-assert'] as const)) {
    case 'no-parse': {
      const code = join(parts).trimEnd();
      const broken = isPython ? code.replace(/\):$/m, ')') : code.slice(0, code.lastIndexOf('}'));
      return { code: `${broken}\n`, truth: 'no-parse' };
    }
    case 'no-load': {
      const invented = isPython
        ? 'from test_helpers import make_cases\n'
        : "import { makeCases } from './testHelpers';\n";
      return { code: invented + join(parts), truth: 'no-load' };
    }
    case 're-implements': {
      const own = isPython
        ? `class ${task.symbol}:\n    pass\n`
        : `function ${task.symbol}(...values) {\n  return values[0];\n}\n`;
      const imports = parts.imports
        .split('\n')
        .filter((line) => !line.includes(task.symbol))
        .join('\n');
      return { code: join({ ...parts, imports: `${imports}\n${own}\n` }), truth: 're-implements' };
    }
    case 'no-assert': {
      const code = isPython
        ? `${parts.imports}class Tests(unittest.TestCase):\n    def test_runs(self):\n        print(${task.symbol})\n`
        : `${parts.imports}test('runs', () => {\n  console.log(${task.symbol});\n});\n`;
      return { code, truth: 'no-assert' };
    }
  }
}

/** How one file names another in an import. */
function specifier(path: string, from: string): string {
  const up = from.split('/').slice(0, -1);
  const to = path.split('/');
  while (up.length > 0 && to.length > 1 && up[0] === to[0]) {
    up.shift();
    to.shift();
  }
  return up.length > 0 ? [...up.map(() => '..'), ...to].join('/') : `./${to.join('/')}`;
}
