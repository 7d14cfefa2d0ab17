import { folderOf, freePath, partsOf, wordsOf } from '../pathParts.ts';
import type { TestTarget } from '../testTarget.ts';
import type { CompiledLanguage } from './compiledLanguage.ts';
import { repairRust, repairRustTests, topOf, withLine } from './repairRust.ts';
import { rustSymbols, scanRust, withoutRustQuotes } from './scanRust.ts';

/** Words that no module can be named by, and files that are no modules. */
const taken = new Set(
  (
    'as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move ' +
    'mut pub ref return self static struct super trait true type unsafe use where while lib main'
  ).split(' '),
);

/** Rust: library crates, tested by `cargo test` with test files of their own. */
export const rustLanguage: CompiledLanguage = {
  language: 'rust',
  name: 'Rust',
  extension: 'rs',
  needs: ['Cargo.toml', 'src/lib.rs'],
  packageIs: 'Module',
  rules:
    'Plain Rust with the standard library only. What is asked for is pub. No mod tests. No fn main unless the task asks for a program.',
  canMake: async ({ known, read }) =>
    cratesIn(known).length > 0 ||
    ((await read('Cargo.toml')) !== undefined && (await read('src/lib.rs')) !== undefined),
  async styleOf(codePath, { read }) {
    const place = placeOf(codePath);
    const name = place && crateName((await read(`${place.root}Cargo.toml`)) ?? '');
    if (!place || name === undefined || place.isProgram) return {};
    const library = withoutRustQuotes((await read(`${place.root}src/lib.rs`)) ?? '');
    // What a library keeps to itself it gives, if at all, by a name of its own.
    const [first] = place.modules;
    const isPrivate = new RegExp(`^\\s*(?:pub\\([^)]*\\)\\s*)?mod\\s+${first}\\s*[;{]`, 'm');
    const hidden = first !== undefined && isPrivate.test(library);
    return { package: hidden ? name : [name, ...place.modules].join('::') };
  },

  codeFolder(paths, relevant) {
    const roots = cratesIn(paths);
    const near = relevant.flatMap((path) => placeOf(path)?.root ?? []);
    const root = near.find((each) => roots.includes(each)) ?? roots[0] ?? '';
    return `${root}src/`;
  },
  isCodePath: (path) => placeOf(path)?.isProgram === false,
  isTestPath: (path) => /(?:^|\/)(?:tests|benches)\/|(?:^|\/)tests\.rs$/.test(path),
  fileStem(symbol) {
    const stem = wordsOf(symbol).join('_');
    return taken.has(stem) ? `${stem}_` : stem;
  },
  defaultSymbol: (words) => words.join('_'),
  testPath(codePath, known) {
    const { root, stem } = testsOf(codePath);
    return freePath(known, (number) => {
      return `${root}tests/${stem}${number === 1 ? '' : `_${number}`}_test.rs`;
    });
  },
  existingTests(codePath, known) {
    const { root, stem } = testsOf(codePath);
    const own = [stem, `${stem}_test`, `${stem}_tests`, `test_${stem}`];
    const isLibrary = codePath === `${root}src/lib.rs`;
    return known.filter(
      (path) =>
        folderOf(path) === `${root}tests/` &&
        path.endsWith('.rs') &&
        (isLibrary || own.includes(partsOf(path).stem)),
    );
  },
  naming: {
    places(codePath) {
      const { root = '', modules = [], isProgram = true } = placeOf(codePath) ?? {};
      const above = modules.slice(0, -1).join('/');
      if (isProgram || modules.length === 0) return [];
      if (above === '') return [`${root}src/lib.rs`];
      return [`${root}src/${above}.rs`, `${root}src/${above}/mod.rs`];
    },
    named(content, codePath) {
      const name = placeOf(codePath)?.modules.at(-1) ?? '';
      const bare = withoutRustQuotes(content);
      if (new RegExp(`(?:^|[\\s;}])mod\\s+${name}\\s*[;{]`).test(bare)) return content;
      const isModule = (line: string): boolean => /^(?:pub(?:\([^)]*\))?\s+)?mod\s+\w+;/.test(line);
      const last = bare.split('\n').findLastIndex(isModule);
      return withLine(content, `pub mod ${name};`, last < 0 ? topOf(content) : last + 1);
    },
  },

  scan: scanRust,
  symbols: rustSymbols,
  repairCode: repairRust,
  firstLine: () => undefined,
  stub: () => '',

  testRules: ({ package: module }) =>
    `The tests are a file of their own, outside the crate: standard library only, no mod, no fn main.${module ? ` Import from ${module}.` : ''} Three to six test functions.`,
  testStart: ({ package: module, symbol = '…' }) =>
    `${module ? `use ${module}::${symbol};\n\n` : ''}#[test]
fn …() {
    assert_eq!(${symbol}(…), …);
}`,
  // To compile is all that code has to do to load.
  smokeTest: () => `// Smoke test only: the crate compiles.
#[test]
fn smoke_only() {}
`,
  repairTests: repairRustTests,
  testProblem,
  isLacking,
};

/** Where a file of a crate lies, and the modules it is in; undefined for one outside `src`. */
function placeOf(
  path: string,
):
  | { readonly root: string; readonly modules: readonly string[]; readonly isProgram: boolean }
  | undefined {
  const [, root, inside] = /^((?:[^]*?\/)?)src\/([^]+)\.rs$/.exec(path) ?? [];
  if (root === undefined || inside === undefined) return undefined;
  const modules = inside
    .replace(/(?:^|\/)mod$/, '')
    .split('/')
    .filter(Boolean);
  const isProgram = inside === 'main' || inside.startsWith('bin/');
  return { root, modules: inside === 'lib' ? [] : modules, isProgram };
}

/** The crate that a code file belongs to, and what its tests go by. */
function testsOf(codePath: string): { readonly root: string; readonly stem: string } {
  const { root = '', modules = [] } = placeOf(codePath) ?? {};
  return { root, stem: modules.at(-1) ?? partsOf(codePath).stem };
}

/** Folders of the library crates among some paths, the outermost first, each with `/` at its end. */
function cratesIn(paths: readonly string[]): readonly string[] {
  return paths
    .filter((path) => /(?:^|\/)Cargo\.toml$/.test(path))
    .map(folderOf)
    .filter((root) => paths.includes(`${root}src/lib.rs`))
    .sort((a, b) => a.length - b.length);
}

/** The name of a crate as code calls it, by its Cargo.toml. */
function crateName(manifest: string): string | undefined {
  const nameIn = (section: string): string | undefined =>
    new RegExp(`^\\[${section}\\][^\\[]*?^name\\s*=\\s*["']([\\w-]+)["']`, 'm').exec(manifest)?.[1];
  return (nameIn('lib') ?? nameIn('package'))?.replaceAll('-', '_');
}

function testProblem(code: string, { symbol, package: module }: TestTarget): string | undefined {
  const bare = withoutRustQuotes(code);
  if (!/#\[test\]/.test(bare)) return 'There was no test: #[test] before fn name().';
  if (symbol !== undefined && rustSymbols(code).includes(symbol)) {
    return `The tests defined '${symbol}' themselves.`;
  }
  const [crate] = module?.split('::') ?? [];
  if (crate && !new RegExp(`\\b${crate}::`).test(bare)) {
    return `The tests did not import the code: use ${module}::….`;
  }
  const body = bare.replace(/\buse\s[^;]*;/g, '');
  if (symbol !== undefined && !new RegExp(`(?<!\\w)${symbol}(?!\\w)`).test(body)) {
    return `The tests never used '${symbol}'.`;
  }
  const asserts = /\b(?:debug_)?assert(?:_eq|_ne)?!|\bpanic!|#\[should_panic|\bmatches!/;
  return asserts.test(bare) ? undefined : 'Nothing was asserted.';
}

/** Names of the crate that are not there yet; other crates and macros never will be. */
function isLacking(line: string, { package: module }: TestTarget): boolean {
  const [, path] = /unresolved import `([^`]+)`/.exec(line) ?? [];
  if (path !== undefined) return path.split('::')[0] === module?.split('::')[0];
  if (/cannot find (?:macro|attribute|derive)|(?:unlinked|undeclared) crate/.test(line))
    return false;
  return /cannot find |failed to resolve|no .* named .* found|error\[E0(?:282|560|609)\]/.test(
    line,
  );
}
