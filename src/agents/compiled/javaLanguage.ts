import { camelCase, folderOf, freePath, partsOf } from '../pathParts.ts';
import type { TestTarget } from '../testTarget.ts';
import type { CompiledLanguage, KnownFolder } from './compiledLanguage.ts';
import { junitPackage } from './junit.ts';
import { javaPackage, repairJava, repairJavaTests } from './repairJava.ts';
import { javaSymbols, scanJava, topLevelTypes, withoutJavaQuotes } from './scanJava.ts';

const sources = 'src/main/java/';
const tests = 'src/test/java/';
const isProject = (path: string): boolean => /(?:^|\/)pom\.xml$/.test(path);

/** Java: Maven projects, tested by `mvn test` with JUnit. */
export const javaLanguage: CompiledLanguage = {
  language: 'java',
  name: 'Java',
  extension: 'java',
  needs: ['pom.xml'],
  packageIs: 'Package',
  deepest: 12,
  rules:
    'Plain Java with the standard library only: one public class, named as the file. What is asked for as a function is a public static method of it. No main method unless the task asks for a program.',
  canMake: async ({ known, read }) =>
    known.some(isProject) || (await read('pom.xml')) !== undefined,
  async styleOf(codePath, folder) {
    const name = javaPackage(codePath);
    return { ...(name !== '' && { package: name }), junit: await junitOf(codePath, folder) };
  },

  codeFolder(paths) {
    const projects = new Set(paths.filter(isProject).map(folderOf));
    const folders = paths
      .filter((path) => path.endsWith('.java') && /(?:^|\/)src\/main\/java\//.test(path))
      .filter((path) => projects.size === 0 || projects.has(rootOf(path)))
      .map(folderOf);
    const count = (folder: string): number => folders.filter((each) => each === folder).length;
    const [most] = [...new Set(folders)].sort((a, b) => count(b) - count(a));
    const [root = ''] = [...projects].sort((a, b) => a.length - b.length);
    return most ?? `${root}${sources}`;
  },
  isCodePath: (path) => /(?:^|\/)src\/main\/java\//.test(path),
  isTestPath: (path) =>
    /(?:^|\/)src\/test\//.test(path) ||
    (/(?:Tests?|TestCase)\.java$/.test(path) && !/(?:^|\/)src\/main\//.test(path)),
  hasOwnFile: (symbol) => /^[A-Z]\w*[a-z]/.test(symbol),
  fileStem: (symbol) => camelCase(['', ...symbol.replaceAll('$', '').split('_').filter(Boolean)]),
  defaultSymbol: (words) => camelCase(['', ...words]),
  testPath: (codePath, known) =>
    freePath(known, (number) => {
      const folder = folderOf(codePath).replace(sources, tests);
      return `${folder}${partsOf(codePath).stem}${number === 1 ? '' : number}Test.java`;
    }),
  existingTests(codePath, known) {
    const folder = folderOf(codePath).replace(sources, tests);
    const { stem } = partsOf(codePath);
    const own = [`${stem}Test`, `${stem}Tests`, `${stem}TestCase`, `Test${stem}`];
    return known.filter((path) => own.some((name) => path === `${folder}${name}.java`));
  },

  scan: scanJava,
  symbols: javaSymbols,
  repairCode: repairJava,
  firstLine: ({ codePath }) => clauseOf(codePath) || undefined,
  // Without the class: the compiler would say more of one without its methods than that they lack.
  stub: ({ codePath }) => `${clauseOf(codePath)}\n`,

  testRules: (target) =>
    `Use JUnit ${target.junit ?? 5} only (${junitPackage(target.junit ?? 5)}), no other packages but those of the standard library. The tests are in the package of the code: no import of ${partsOf(target.codePath).stem}, and no main method. Three to six test methods.`,
  testStart(target) {
    const { stem } = partsOf(target.codePath);
    const { symbol = '…' } = target;
    const call = symbol === stem ? `new ${stem}(…).…(…)` : `${stem}.${symbol}(…)`;
    return testFile(target, '…', `    assertEquals(…, ${call});\n`, true);
  },
  // To compile is all that code has to do to load.
  smokeTest: (target) =>
    `${testFile(target, 'smokeOnly', '    // Smoke test only: the project compiles.\n', false)}\n`,
  repairTests: repairJavaTests,
  testProblem,
  isLacking,
};

function clauseOf(path: string): string {
  const name = javaPackage(path);
  return name === '' ? '' : `package ${name};`;
}

/** Folder of the project that a file of it lies in. */
function rootOf(path: string): string {
  return path.slice(0, path.search(/(?:^|(?<=\/))src\/(?:main|test)\/java\//));
}

/** The version that the project's tests are written for, else that its pom.xml names, else 5. */
async function junitOf(codePath: string, { known, read }: KnownFolder): Promise<4 | 5> {
  const root = rootOf(codePath);
  const beside = known.filter((path) => path.startsWith(`${root}${tests}`)).slice(0, 5);
  for (const path of beside) {
    const code = (await read(path)) ?? '';
    if (/org\.junit\.jupiter/.test(code)) return 5;
    if (/org\.junit\.(?:Test|Assert)\b/.test(code)) return 4;
  }
  for (const path of new Set([`${root}pom.xml`, 'pom.xml'])) {
    const manifest = (await read(path)) ?? '';
    if (/org\.junit\.jupiter|junit-jupiter|spring-boot-starter-test/.test(manifest)) return 5;
    if (/<artifactId>\s*junit\s*<\/artifactId>/.test(manifest)) return 4;
  }
  return 5;
}

function testFile(target: TestTarget, name: string, body: string, asserts: boolean): string {
  const { junit = 5, testPath } = target;
  const open = junit === 4 ? 'public ' : '';
  const home = junitPackage(junit);
  const clause = clauseOf(testPath);
  const assertions = junit === 4 ? 'Assert' : 'Assertions';
  return `${clause === '' ? '' : `${clause}\n\n`}${asserts ? `import static ${home}.${assertions}.*;\n\n` : ''}import ${home}.Test;

${open}class ${partsOf(testPath).stem} {
  @Test
  ${open}void ${name}() {
${body}  }
}`;
}

function testProblem(
  code: string,
  { codePath, symbol, junit = 5 }: TestTarget,
): string | undefined {
  const bare = withoutJavaQuotes(code);
  const { stem } = partsOf(codePath);
  if (!/@Test\b/.test(bare)) return 'There was no test: a method with @Test.';
  if (topLevelTypes(code).some(({ name }) => name === stem)) {
    return `The tests defined '${stem}' themselves.`;
  }
  const body = bare.replace(/^\s*(?:package|import)\s[^;]*;/gm, '');
  const uses = (name: string): boolean => new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(body);
  const isStatic = new RegExp(`^\\s*import\\s+static\\s[\\w.]*\\b${stem}\\.`, 'm').test(bare);
  if (!uses(stem) && !isStatic) return `The tests never used '${stem}'.`;
  if (symbol !== undefined && !uses(symbol)) return `The tests never used '${symbol}'.`;
  if (new RegExp(`\\bstatic\\s+[\\w<>[\\],. ]+\\s${symbol}\\s*\\(`).test(bare)) {
    return `The tests defined '${symbol}' themselves.`;
  }
  const isOther = junit === 4 ? /org\.junit\.jupiter/ : /import\s+(?:static\s+)?org\.junit\.[A-Z]/;
  if (isOther.test(bare) || (junit === 5 && /@Test\s*\(/.test(bare))) {
    return `The tests used another version of JUnit; use JUnit ${junit} only.`;
  }
  const asserts = /(?<![\w$])(?:assert\w+|fail)\s*\(|@Test\s*\(\s*expected/;
  return asserts.test(bare) ? undefined : 'Nothing was asserted.';
}

/** The class, or what is wanted of it, is not there yet; classes that nobody imported never will be. */
function isLacking(line: string, { codePath, symbol }: TestTarget): boolean {
  const { stem } = partsOf(codePath);
  const [, kind, name] = /cannot find symbol: (\w+) ([\w$]+)/.exec(line) ?? [];
  if (kind !== undefined) return kind === 'method' || name === stem || name === symbol;
  return (
    line.includes(`package ${stem} does not exist`) ||
    line.includes('static import only from classes') ||
    new RegExp(`(?:method|constructor) .*\\b${stem}\\b.* cannot be applied`).test(line)
  );
}
