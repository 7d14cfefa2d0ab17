import { compiledLanguage } from './compiled/compiledLanguages.ts';
import { moduleSpecifier, pythonModule } from './moduleReference.ts';
import { isCommonJs } from './symbols.ts';
import type { TestTarget } from './testTarget.ts';

/**
 * The code file as it is before the task is done, so that tests can be tried on it: the file that
 * exists, with every name the tests import and it lacks; calling one of those fails.
 */
export function stubCode(
  tests: readonly string[],
  target: TestTarget,
  existing: string | undefined,
): string {
  const compiled = compiledLanguage(target.language);
  if (compiled) return existing ?? compiled.stub(target);
  const imported = tests.flatMap((code) => importedNames(code, target));
  const names = new Set([...(target.symbol ? [target.symbol] : []), ...imported]);
  const missing = [...names].filter((name) => !hasWord(existing ?? '', name));
  const isCommon = target.isCommonJs === true || isCommonJs(existing ?? '');
  const stub = target.language === 'python' ? pythonStub : isCommon ? commonJsStub : scriptStub;
  return [...(existing ? [existing.trimEnd()] : []), ...missing.map(stub), ''].join('\n\n');
}

function scriptStub(name: string): string {
  return `export function ${name}() {\n  throw new Error('Not written yet.');\n}`;
}

function commonJsStub(name: string): string {
  return `module.exports.${name} = function () {\n  throw new Error('Not written yet.');\n};`;
}

function pythonStub(name: string): string {
  return `def ${name}(*values, **named):\n    raise NotImplementedError('Not written yet.')`;
}

/** Names that tests take from the code file, as the code file calls them. */
export function importedNames(tests: string, target: TestTarget): readonly string[] {
  const { language, codePath, testPath } = target;
  const from = escaped(
    language === 'python' ? pythonModule(codePath) : moduleSpecifier(codePath, testPath),
  );
  const clause =
    language === 'python'
      ? new RegExp(`^from\\s+${from}\\s+import\\s+\\(?([\\w\\s,]+)`, 'gm')
      : new RegExp(
          `(?:import|const)\\s*\\{([^}]*)\\}\\s*(?:from\\s*|=\\s*require\\()['"]${from}['"]`,
          'g',
        );
  return [...tests.matchAll(clause)]
    .flatMap((match) => (match[1] ?? '').split(','))
    .map((part) => part.trim().replace(/(?:\s+as\s|\s*:).*$/, ''))
    .filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
}

function hasWord(code: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`).test(code);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
