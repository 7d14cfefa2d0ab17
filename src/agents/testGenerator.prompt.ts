import { compiledLanguage } from './compiled/compiledLanguages.ts';
import { moduleSpecifier, pythonModule } from './moduleReference.ts';
import { hasExpect, scriptImports, scriptTest } from './scriptFramework.ts';
import type { TestTarget } from './testTarget.ts';

/** Role instruction of the test generator. */
export function testGeneratorPrompt(target: TestTarget, problem?: string): string {
  const name = target.symbol ?? 'what the code file exports';
  return `Write the tests for the task now. The code does not exist yet; do not write it.
Test what the task says about ${name}: every example it gives, ordinary cases and edge cases. Use only results you are sure of.
${rulesOf(target)}
Answer with the whole test file in exactly this form and nothing else:
FILE: ${target.testPath}
\`\`\`${target.language}
${startOf(target)}
\`\`\`${problem ? `\nYour last answer did not work: ${problem} Answer with the whole test file.` : ''}`;
}

function rulesOf(target: TestTarget): string {
  const compiled = compiledLanguage(target.language);
  if (compiled) return compiled.testRules(target);
  return target.language === 'python' ? pythonRules(target) : scriptRules(target);
}

function startOf(target: TestTarget): string {
  const compiled = compiledLanguage(target.language);
  if (compiled) return compiled.testStart(target);
  return target.language === 'python' ? pythonStart(target) : scriptStart(target);
}

function scriptRules(target: TestTarget): string {
  const { framework = 'node' } = target;
  const modules = target.isCommonJs ? ' CommonJS: use require, not import.' : '';
  return `Use ${scriptTools[framework] ?? scriptTools['node']} only, no other packages.${modules} ${target.isCommonJs ? 'Require' : 'Import from'} '${moduleSpecifier(target.codePath, target.testPath)}'. Three to six tests.`;
}

const scriptTools: Readonly<Record<string, string>> = {
  node: 'node:test and node:assert/strict',
  vitest: 'vitest, with expect,',
  jest: 'jest, with its global test and expect,',
  mocha: 'mocha, with its global describe and it, and node:assert/strict',
};

function pythonRules(target: TestTarget): string {
  const from = pythonModule(target.codePath);
  return target.framework === 'pytest'
    ? `Use pytest only: plain functions and assert, no other packages. Import from ${from}. Three to six test functions.`
    : `Use unittest only, no other packages. Import from ${from}. Three to six test methods.`;
}

function scriptStart(target: TestTarget): string {
  const { symbol = '…' } = target;
  const check = hasExpect(target)
    ? `expect(${symbol}(…)).toBe(…);`
    : `assert.equal(${symbol}(…), …);`;
  const test = scriptTest("'…'", check, target).trimEnd();
  return [...scriptImports(test, [symbol], target), '', test].join('\n');
}

function pythonStart({ codePath, framework, symbol = '…' }: TestTarget): string {
  const from = `from ${pythonModule(codePath)} import ${symbol}`;
  if (framework === 'pytest') {
    return `${from}\n\n\ndef test_…():\n    assert ${symbol}(…) == …`;
  }
  return `import unittest
${from}

class Tests(unittest.TestCase):
    def test_…(self):
        self.assertEqual(${symbol}(…), …)`;
}
