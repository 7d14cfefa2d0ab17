import { codeProblem } from './plausible.ts';
import { moduleSpecifier, pythonModule } from './moduleReference.ts';
import { definesSymbol } from './symbols.ts';
import type { TestTarget } from './testTarget.ts';

/**
 * Why tests cannot test the code, as a sentence for the model, or undefined when they may: they must
 * load the code file, call what it exports, assert something about it, and not define it themselves.
 */
export function testProblem(code: string, target: TestTarget): string | undefined {
  const broken = codeProblem(code, target.language);
  if (broken) return broken;
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
    if (!/^\s+def test\w*\(self/m.test(body)) return 'There was no test method.';
    const asserts = body.match(/self\.assert\w+\(|^\s+assert\s/gm) ?? [];
    if (asserts.length === 0) return 'Nothing was asserted.';
    return /\bpytest\./.test(body) ? 'The tests used pytest; use unittest only.' : undefined;
  }
  if (!/(?<![\w$.])(?:test|it)\(/.test(body)) return 'There was no test.';
  if (/(?<![\w$.])(?:expect|jest|vi|sinon|chai)[.(]/.test(body)) {
    return 'The tests used another framework; use node:test and node:assert only.';
  }
  return /(?<![\w$.])assert[.(]/.test(body) ? undefined : 'Nothing was asserted.';
}

function importsCode(code: string, target: TestTarget): boolean {
  if (target.language === 'python') {
    const module = pythonModule(target.codePath).replaceAll('.', '\\.');
    return new RegExp(`^(?:from|import)\\s+${module}\\b`, 'm').test(code);
  }
  return code.includes(`from '${moduleSpecifier(target.codePath, target.testPath)}'`);
}

function withoutImports(code: string): string {
  return code.replace(/^(?:import|from)\s.*$/gm, '');
}

function importedNames(code: string): readonly string[] {
  return [...code.matchAll(/^(?:from\s+\S+\s+)?import\s+(.*)$/gm)]
    .flatMap((match) => (match[1] ?? '').match(/[A-Za-z_$][\w$]*/g) ?? [])
    .filter((name) => !['from', 'node', 'assert', 'strict', 'test', 'unittest'].includes(name));
}
