import { compiledLanguage } from './compiled/compiledLanguages.ts';
import { codeProblem } from './plausible.ts';
import { moduleSpecifier, pythonModule } from './moduleReference.ts';
import { hasExpect } from './scriptFramework.ts';
import { definesSymbol } from './symbols.ts';
import type { TestTarget } from './testTarget.ts';

/**
 * Why tests cannot test the code, as a sentence for the model, or undefined when they may: they must
 * load the code file, call what it exports, assert something about it, and not define it themselves.
 */
export function testProblem(code: string, target: TestTarget): string | undefined {
  const broken = codeProblem(code, target.language);
  if (broken) return broken;
  const compiled = compiledLanguage(target.language);
  if (compiled) return compiled.testProblem(code, target);
  if (!importsCode(code, target)) return 'The tests did not import the code file.';
  const body = withoutImports(code);
  if (target.symbol) {
    if (definesSymbol(body, target.symbol, target.language)) {
      return `The tests defined '${target.symbol}' themselves instead of importing it.`;
    }
    if (!new RegExp(`(?<![\\w$])${target.symbol.replaceAll('$', '\\$')}(?![\\w$])`).test(body)) {
      return `The tests never used '${target.symbol}'.`;
    }
  } else if (!importedNames(code).some((name) => body.includes(name))) {
    return 'The tests never used what they import.';
  }
  return assertProblem(body, target);
}

function assertProblem(body: string, target: TestTarget): string | undefined {
  if (target.language === 'python') {
    const isPytest = target.framework === 'pytest';
    const hasTest = isPytest ? /^\s*def test\w*\(/m : /^\s+def test\w*\(self/m;
    if (!hasTest.test(body)) return `There was no test ${isPytest ? 'function' : 'method'}.`;
    const asserts = body.match(/self\.assert\w+\(|^\s+assert\s|\bpytest\.raises\(/gm) ?? [];
    if (asserts.length === 0) return 'Nothing was asserted.';
    return !isPytest && /\bpytest\./.test(body)
      ? 'The tests used pytest; use unittest only.'
      : undefined;
  }
  if (!/(?<![\w$.])(?:test|it)\(/.test(body)) return 'There was no test.';
  if (otherFramework(target).test(body)) {
    return `The tests used another framework; use ${target.framework ?? 'node:test and node:assert'} only.`;
  }
  const asserts = hasExpect(target) ? /(?<![\w$.])(?:assert|expect)[.(]/ : /(?<![\w$.])assert[.(]/;
  return asserts.test(body) ? undefined : 'Nothing was asserted.';
}

function otherFramework({ framework }: TestTarget): RegExp {
  switch (framework) {
    case 'vitest':
      return /(?<![\w$.])(?:jest|sinon|chai)[.(]/;
    case 'jest':
      return /(?<![\w$.])(?:vi|sinon|chai)[.(]/;
    default:
      return /(?<![\w$.])(?:expect|jest|vi|sinon|chai)[.(]/;
  }
}

function importsCode(code: string, target: TestTarget): boolean {
  if (target.language === 'python') {
    const module = pythonModule(target.codePath).replaceAll('.', '\\.');
    return new RegExp(`^(?:from|import)\\s+${module}\\b`, 'm').test(code);
  }
  const from = moduleSpecifier(target.codePath, target.testPath);
  return code.includes(`from '${from}'`) || code.includes(`require('${from}')`);
}

function withoutImports(code: string): string {
  return code.replace(/^(?:import|from)\s.*$|^const\s.*=\s*require\(.*$/gm, '');
}

function importedNames(code: string): readonly string[] {
  return [...code.matchAll(/^(?:(?:from\s+\S+\s+)?import|const)\s+(.*)$/gm)]
    .flatMap((match) => (match[1] ?? '').match(/[A-Za-z_$][\w$]*/g) ?? [])
    .filter(
      (name) =>
        ![
          'from',
          'node',
          'assert',
          'strict',
          'test',
          'unittest',
          'require',
          'pytest',
          'vitest',
        ].includes(name),
    );
}
