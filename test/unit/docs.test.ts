import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Paths that the links and pictures of a page name, without those of the web and of the page. */
function namedIn(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return targets.filter((target) => !/^(?:https?:|#)/.test(target));
}

describe('documentation', () => {
  const pages = [
    'README.md',
    'SECURITY.md',
    'CHANGELOG.md',
    ...globSync('docs/**/*.md', { cwd: root }),
  ];

  it('links only to files that are there', () => {
    const missing = pages.flatMap((page) =>
      namedIn(page)
        .map((target) => join(dirname(page), target.split('#', 1)[0] ?? ''))
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${page}: ${path}`),
    );
    assert.deepEqual(missing, []);
  });

  it('shows no picture that the package leaves out', () => {
    const packed = readFileSync(join(root, '.vscodeignore'), 'utf8').split('\n');
    const pictures = namedIn('README.md').filter((path) => path.endsWith('.png'));
    assert.ok(pictures.length >= 3);
    const left = pictures.filter((path) => !packed.includes(`!${dirname(path)}/*.png`));
    assert.deepEqual(left, []);
  });
});
