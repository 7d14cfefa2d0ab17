import { withoutQuotes } from './scanGo.ts';

/**
 * Puts right what is mechanical in a Go file: the package of its folder, and imports that nothing
 * uses, which do not compile. Imports by another name are left as they are.
 */
export function repairGo(code: string, name: string | undefined): string {
  const named =
    name === undefined ? code : code.replace(/^package\s+\w+/m, () => `package ${name}`);
  const bare = withoutQuotes(named);
  const isUsed = (path: string): boolean => {
    const last =
      path
        .replace(/\/v\d+$/, '')
        .split('/')
        .pop() ?? '';
    // The name of a package with such a path need not be its last part.
    return !/^[a-z]\w*$/.test(last) || new RegExp(`(?<![\\w.])${last}\\.`).test(bare);
  };
  return named
    .replace(/^import\s*\(\n([^)]*)\)/gm, (list, body: string) => {
      const lines = body.split('\n');
      const kept = lines.filter((line) => {
        const path = /^\s*"([^"]+)"\s*$/.exec(line)?.[1];
        return path === undefined || isUsed(path);
      });
      if (kept.length === lines.length) return list;
      return kept.some((line) => line.trim() !== '') ? `import (\n${kept.join('\n')})` : '';
    })
    .replace(/^import\s+"([^"]+)"[ \t]*\n/gm, (line, path: string) => (isUsed(path) ? line : ''));
}

/** Tests under other names where others of the package have theirs: a name twice does not compile. */
export function withOwnNames(code: string, others: readonly string[]): string {
  const taken = new Set(others.flatMap(testNames));
  return testNames(code)
    .filter((name) => taken.has(name))
    .reduce((text, name) => {
      let number = 2;
      while (taken.has(`${name}_${number}`) || text.includes(`${name}_${number}(`)) number++;
      return text.replace(`func ${name}(`, `func ${name}_${number}(`);
    }, code);
}

function testNames(code: string): readonly string[] {
  return [...code.matchAll(/^func (Test\w*)\(/gm)].flatMap(([, name]) => name ?? []);
}
