import { moduleSpecifier, pythonModule } from './moduleReference.ts';
import type { TestTarget } from './testTarget.ts';

/** Role instruction of the test generator. */
export function testGeneratorPrompt(target: TestTarget, problem?: string): string {
  const name = target.symbol ?? 'what the code file exports';
  return `Write the tests for the task now. The code does not exist yet; do not write it.
Test what the task says about ${name}: every example it gives, ordinary cases and edge cases. Use only results you are sure of.
${target.language === 'python' ? pythonRules(target) : scriptRules(target)}
Answer with the whole test file in exactly this form and nothing else:
FILE: ${target.testPath}
\`\`\`${target.language}
${target.language === 'python' ? pythonStart(target) : scriptStart(target)}
\`\`\`${problem ? `\nYour last answer did not work: ${problem} Answer with the whole test file.` : ''}`;
}

function scriptRules(target: TestTarget): string {
  return `Use node:test and node:assert/strict only, no other packages. Import from '${moduleSpecifier(target.codePath, target.testPath)}'. Three to six tests.`;
}

function pythonRules(target: TestTarget): string {
  return `Use unittest only, no other packages. Import from ${pythonModule(target.codePath)}. Three to six test methods.`;
}

function scriptStart(target: TestTarget): string {
  return `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { ${target.symbol ?? '…'} } from '${moduleSpecifier(target.codePath, target.testPath)}';

test('…', () => {
  assert.equal(${target.symbol ?? '…'}(…), …);
});`;
}

function pythonStart(target: TestTarget): string {
  return `import unittest
from ${pythonModule(target.codePath)} import ${target.symbol ?? '…'}

class Tests(unittest.TestCase):
    def test_…(self):
        self.assertEqual(${target.symbol ?? '…'}(…), …)`;
}
