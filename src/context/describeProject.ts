const languages: readonly (readonly [string, RegExp])[] = [
  ['TypeScript', /\.(?:ts|tsx|mts|cts)$/],
  ['JavaScript', /\.(?:js|jsx|mjs|cjs)$/],
  ['Python', /\.pyi?$/],
  ['Go', /\.go$/],
  ['Rust', /\.rs$/],
  ['Java', /\.java$/],
  ['C/C++', /\.(?:c|h|cc|cpp|hpp)$/],
  ['C#', /\.cs$/],
  ['Ruby', /\.rb$/],
  ['PHP', /\.php$/],
];
const manifests = ['package.json', 'pyproject.toml', 'setup.py', 'go.mod', 'Cargo.toml', 'pom.xml'];

/** One line about a folder: languages by file count, manifest, top folders. The same for the same paths. */
export function describeProject(paths: readonly string[], name: string | undefined): string {
  if (paths.length === 0) return 'An empty folder.';
  const counts = languages
    .map(([language, pattern]) => ({
      language,
      count: paths.filter((p) => pattern.test(p)).length,
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 3)
    .map(({ language, count }) => `${language} (${count})`);
  const manifest = manifests.find((file) => paths.includes(file));
  const folders = [...new Set(paths.filter((p) => p.includes('/')).map((p) => p.split('/')[0]))];
  return [
    `Languages by files: ${counts.length > 0 ? counts.join(', ') : 'none'}`,
    ...(manifest ? [`manifest ${manifest}${name ? ` ("${name}")` : ''}`] : []),
    ...(folders.length > 0 ? [`folders ${folders.slice(0, 8).join(', ')}`] : []),
    `${paths.length} files.`,
  ].join('; ');
}
