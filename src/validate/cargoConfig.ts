// What says where crates come from, and so under which name they lie on this machine.
const kept = new Set([
  ...['replace-with', 'registry', 'index', 'local-registry', 'directory', 'git', 'branch', 'tag'],
  'rev',
]);

/**
 * Of a user's cargo configuration only where crates come from: tokens, wrappers, aliases and the
 * environment in it are nobody's business in a test run. Addresses that hold a password go, too.
 */
export function sourcesOf(config: string): string {
  const lines: string[] = [];
  let isSource = false;
  for (const line of config.split('\n').map((one) => one.trim())) {
    if (line.startsWith('[')) {
      isSource = /^\[(?:source|registries)\.[\w."-]+\]$/.test(line);
      if (isSource) lines.push(line);
    } else {
      const [, key = ''] = /^([\w-]+)\s*=/.exec(line) ?? [];
      if (isSource && kept.has(key) && !/\/\/[^/"']*@/.test(line)) lines.push(line);
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}
