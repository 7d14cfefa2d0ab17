/** How a test file names the code file in an import. */
export function moduleSpecifier(codePath: string, testPath: string): string {
  const from = testPath.split('/').slice(0, -1);
  const to = codePath.split('/');
  while (from.length > 0 && from[0] === to[0] && to.length > 1) {
    from.shift();
    to.shift();
  }
  const up = from.map(() => '..');
  return up.length > 0 ? [...up, ...to].join('/') : `./${to.join('/')}`;
}

/** Dotted Python module of a path, from the folder: `src/slug.py` → `src.slug`. */
export function pythonModule(codePath: string): string {
  return codePath.replace(/\.py$/, '').replaceAll('/', '.');
}
