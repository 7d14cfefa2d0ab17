import { compiledLanguage } from './compiled/compiledLanguages.ts';
import { moduleSpecifier, pythonModule } from './moduleReference.ts';
import { scriptImports, scriptTest } from './scriptFramework.ts';
import type { TestTarget } from './testTarget.ts';

/**
 * The least a test can be, made without a model: the code file loads and exports what was asked.
 * It says so in its name, so that nobody takes a pass for proof of behaviour.
 */
export function smokeTest(target: TestTarget): string {
  const compiled = compiledLanguage(target.language);
  if (compiled) return compiled.smokeTest(target);
  return target.language === 'python' ? pythonSmoke(target) : scriptSmoke(target);
}

function scriptSmoke(target: TestTarget): string {
  const { codePath, testPath, symbol } = target;
  const name = `smoke test only: ${symbol ?? 'the module'} can be loaded`;
  const check = symbol
    ? `assert.ok('${symbol}' in code, 'exports ${symbol}');`
    : "assert.ok(Object.keys(code).length > 0, 'exports something');";
  const test = scriptTest(`'${name}'`, check, target);
  const from = moduleSpecifier(codePath, testPath);
  return [
    ...scriptImports(test, [], target),
    target.isCommonJs ? `const code = require('${from}');` : `import * as code from '${from}';`,
    '',
    test,
  ].join('\n');
}

function pythonSmoke({ codePath, symbol }: TestTarget): string {
  const check = symbol
    ? `self.assertTrue(hasattr(code, '${symbol}'))`
    : 'self.assertIsNotNone(code)';
  return [
    'import importlib',
    'import unittest',
    '',
    '',
    'class SmokeTest(unittest.TestCase):',
    '    """Smoke test only: the module can be loaded and has the asked name."""',
    '',
    '    def test_smoke_only(self):',
    `        code = importlib.import_module('${pythonModule(codePath)}')`,
    `        ${check}`,
    '',
    '',
    "if __name__ == '__main__':",
    '    unittest.main()',
    '',
  ].join('\n');
}
