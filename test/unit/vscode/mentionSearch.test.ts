import assert from 'node:assert/strict';
import { findOffers, type OfferPorts } from '../../../src/vscode/mentionSearch.ts';

const paths = [
  'readme.md',
  'src/server.ts',
  'src/util/observe.ts',
  'src/util/slug.ts',
  'test/s.ts',
];

async function answers(typed: string, part: Partial<OfferPorts> = {}): Promise<string[][]> {
  const ports: OfferPorts = {
    paths: async () => paths,
    openPaths: () => [],
    hasTerminal: () => false,
    exists: async () => false,
    symbols: async () => [],
    ...part,
  };
  const all: string[][] = [];
  for await (const offers of findOffers(typed, ports)) {
    all.push(offers.map(({ kind, name }) => `${kind} ${name}`.trim()));
  }
  return all;
}

describe('what fits behind an @', () => {
  it('is what is open, and the terminal if there is one, before anything is typed', async () => {
    const open = { openPaths: () => ['src/server.ts'], hasTerminal: () => true };
    assert.deepEqual(await answers('', open), [['terminal', 'file src/server.ts']]);
    assert.deepEqual(await answers(''), [[]]);
  });

  it('is sorted by how well the name fits, open files first among equals', async () => {
    assert.deepEqual(await answers('file:ser'), [
      ['file src/server.ts', 'file src/util/observe.ts'],
    ]);
    assert.deepEqual(await answers('file:slg'), [['file src/util/slug.ts']]);
    const open = { openPaths: () => ['src/util/slug.ts'] };
    assert.deepEqual((await answers('file:s', open))[0]?.slice(0, 2), [
      'file src/util/slug.ts',
      'file test/s.ts',
    ]);
  });

  it('is a folder where folders are asked for', async () => {
    assert.deepEqual(await answers('folder:'), [['folder src', 'folder test', 'folder src/util']]);
    assert.deepEqual(await answers('folder:ut'), [['folder src/util']]);
  });

  it('has files and folders at once, and symbols of listed files when they are found', async () => {
    const symbols = async () => [
      { name: 'slugify', path: 'src/util/slug.ts' },
      { name: 'slugify', path: 'src/server.ts' },
      { name: 'slugs', path: 'node_modules/slug/index.d.ts' },
    ];
    assert.deepEqual(await answers('slug', { symbols }), [
      ['file src/util/slug.ts'],
      ['file src/util/slug.ts', 'symbol slugify'],
    ]);
    assert.deepEqual(await answers('symbol:slug', { symbols }), [['symbol slugify']]);
    assert.deepEqual(await answers('symbol:', { symbols }), [[]]);
  });

  it('has what is never offered only when its whole name is typed', async () => {
    const exists = async (path: string) => path === '.env';
    assert.deepEqual(await answers('file:.en', { exists }), [[]]);
    assert.deepEqual(await answers('file:.env', { exists }), [['file .env']]);
  });

  it('is never more than twenty', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `src/d${index}/name${index}.ts`);
    const symbols = async () => many.map((path, index) => ({ name: `name${index}`, path }));
    for (const offers of await answers('name', { paths: async () => many, symbols })) {
      assert.equal(offers.length, 20);
    }
    assert.equal((await answers('folder:d', { paths: async () => many }))[0]?.length, 20);
  });
});
