import { camelCase, folderOf, freePath, partsOf, wordsOf } from '../pathParts.ts';
import { repairGo, withOwnNames } from '../repairGo.ts';
import { scanGo } from '../scanGo.ts';
import type { TestTarget } from '../testTarget.ts';
import type { CompiledLanguage } from './compiledLanguage.ts';

const isModule = (path: string): boolean => /(?:^|\/)go\.mod$/.test(path);

/** Go: packages of a module, tested by `go test`. */
export const goLanguage: CompiledLanguage = {
  language: 'go',
  name: 'Go',
  extension: 'go',
  needs: ['go.mod'],
  packageIs: 'Package',
  rules:
    'Plain Go with the standard library only. Import what is used and nothing else. No func main unless the task asks for a program.',
  canMake: async ({ known, read }) => known.some(isModule) || (await read('go.mod')) !== undefined,
  async styleOf(codePath, { known, read }) {
    const folder = folderOf(codePath);
    const beside = known.filter((path) => path.endsWith('.go') && folderOf(path) === folder);
    for (const path of [codePath, ...beside.slice(0, 5)]) {
      const [, name] = /^package\s+([A-Za-z_]\w*)/m.exec((await read(path)) ?? '') ?? [];
      if (name !== undefined) return { package: name.replace(/_test$/, '') };
    }
    return { package: packageOf(folder) };
  },

  codeFolder(paths, relevant) {
    const isCode = (path: string): boolean =>
      path.endsWith('.go') &&
      !path.endsWith('_test.go') &&
      !/(?:^|\/)(?:vendor|testdata)\//.test(path);
    const folders = [...relevant, ...paths].filter(isCode).map(folderOf);
    if (folders.includes('')) return '';
    return folders[0] ?? folderOf(paths.find(isModule) ?? '');
  },
  isCodePath: () => true,
  isTestPath: (path) => path.endsWith('_test.go'),
  // What follows an underscore in the name of a file may stand for a system that it is for.
  fileStem: (symbol) => wordsOf(symbol).join(''),
  defaultSymbol: (words) => camelCase(['', ...words]),
  // Beside the code, in its package: go(1) finds tests nowhere else.
  testPath: (codePath, known) =>
    freePath(known, (number) => {
      const name = `${folderOf(codePath)}${partsOf(codePath).stem}`;
      return `${name}${number === 1 ? '' : `_${number}`}_test.go`;
    }),
  existingTests(codePath, known) {
    const own = `${folderOf(codePath)}${partsOf(codePath).stem}_test.go`;
    return known.filter((path) => path === own);
  },

  scan: scanGo,
  symbols,
  repairCode: (code, plan) => repairGo(code, plan.package),
  firstLine: (plan) => plan.package && `package ${plan.package}`,
  // Tests do not compile with a stub whose types nobody knows: the name is left out.
  stub: (target) => `package ${target.package ?? 'main'}\n`,

  testRules: () =>
    'Use the package testing only, no other packages but those of the standard library. The tests are in the package of the code: no import of it, no func main. Three to six test functions.',
  testStart: ({ package: name = '…', symbol = '…' }) => `package ${name}

import "testing"

func Test…(t *testing.T) {
	if got := ${symbol}(…); got != … {
		t.Errorf("got %v", got)
	}
}`,
  // To compile is all that code has to do to load.
  smokeTest: ({ package: name = 'main' }) => `package ${name}

import "testing"

// Smoke test only: the package compiles.
func TestSmokeOnly(t *testing.T) {}
`,
  repairTests: (code, target) => repairGo(code, target.package),
  testProblem,
  withOwnNames,
  isLacking: (line) =>
    /: undefined: \w+$|undefined \(type .* has no field or method \w+\)$/.test(line),
};

/** A package where there is none yet goes by its folder. */
function packageOf(folder: string): string {
  const name = folder.split('/').at(-2)?.toLowerCase().replace(/\W/g, '') ?? '';
  return /^[a-z]/.test(name) ? name : 'main';
}

/** Functions, methods, types and single values; those of a list in brackets are not looked into. */
function symbols(code: string): readonly string[] {
  const pattern = /^(?:func\s+(?:\([^)]*\)\s*)?|type\s+|var\s+|const\s+)([A-Za-z_]\w*)/gm;
  return [...code.matchAll(pattern)].flatMap(([, name]) => name ?? []);
}

function testProblem(code: string, { symbol }: TestTarget): string | undefined {
  if (!/^func Test(?:[^a-z\W]\w*)?\(\w+ \*testing\.T\)/m.test(code)) {
    return 'There was no test: func TestName(t *testing.T).';
  }
  if (symbol !== undefined && symbols(code).includes(symbol)) {
    return `The tests defined '${symbol}' themselves.`;
  }
  if (symbol !== undefined && !new RegExp(`(?<!\\w)${symbol}(?!\\w)`).test(code)) {
    return `The tests never used '${symbol}'.`;
  }
  return /\.(?:Error|Fatal|Fail)\w*\(/.test(code) ? undefined : 'Nothing was asserted.';
}
