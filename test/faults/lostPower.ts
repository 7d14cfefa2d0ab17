// Run as a process of its own: node lostPower.ts. Lets the power fail at every call that writing,
// appending, creating and deleting make to the file system; it ends with an error at the first thing
// that may be left and must not be, and prints how many it has looked at.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { sha256 } from '../../src/base/textFile.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';
import { openFailingDisk, type Remains } from './powerLoss.ts';

const disk = await openFailingDisk();
const files = createNodeFileSystem();
const old = '{"line":1}\n';
const next = '{"line":2}\n';
const bytes = Buffer.from(next);

async function writeInNew(path: string, noLinks: boolean): Promise<void> {
  await files.createDirectory(dirname(path), { noLinks });
  await files.writeFileAtomic(path, bytes);
}

interface Act {
  /** The file that is looked at; left out: `a.json`. */
  readonly file?: string;
  readonly start: Readonly<Record<string, string>>;
  readonly run: (root: string) => Promise<unknown>;
  /** Is this a file that may be left at any moment; undefined: none. */
  readonly during: (text: string | undefined) => boolean;
  /** And once the call has come back? */
  readonly after: (text: string | undefined) => boolean;
}

const among =
  (...texts: readonly (string | undefined)[]) =>
  (text: string | undefined): boolean =>
    texts.includes(text);

const acts: Readonly<Record<string, Act>> = {
  'replaces a file': {
    start: { 'a.json': old },
    run: (root) => files.writeFileAtomic(join(root, 'a.json'), bytes),
    during: among(old, next),
    after: among(next),
  },
  'replaces a file that is what was read': {
    start: { 'a.json': old },
    run: (root) =>
      files.writeFileAtomic(join(root, 'a.json'), bytes, { replaces: sha256(old), noLinks: true }),
    during: among(old, next),
    after: among(next),
  },
  'writes a new file': {
    start: {},
    run: (root) => files.writeFileAtomic(join(root, 'a.json'), bytes),
    during: among(undefined, next),
    after: among(next),
  },
  'writes a file that must not be there': {
    start: {},
    run: (root) => files.writeFileAtomic(join(root, 'a.json'), bytes, { replaces: null }),
    during: among(undefined, next),
    after: among(next),
  },
  'writes into new folders': {
    start: {},
    file: 'one/two/b.json',
    run: (root) => writeInNew(join(root, 'one/two/b.json'), false),
    during: among(undefined, next),
    after: among(next),
  },
  'writes into new folders that are no links': {
    start: {},
    file: 'one/two/b.json',
    run: (root) => writeInNew(join(root, 'one/two/b.json'), true),
    during: among(undefined, next),
    after: among(next),
  },
  'appends a line': {
    start: { 'a.json': old },
    run: (root) => files.appendFile(join(root, 'a.json'), bytes),
    // A line that is torn is repaired by whoever reads: those before it are there.
    during: (text) => text?.startsWith(old) === true,
    after: among(old + next),
  },
  'appends the first line': {
    start: {},
    run: (root) => files.appendFile(join(root, 'a.json'), bytes),
    during: () => true,
    after: among(next),
  },
  'creates a file nobody has created': {
    start: {},
    run: (root) => files.createExclusive(join(root, 'a.json'), bytes),
    during: () => true,
    // A lock of a process: it need not outlive it, but is never half there.
    after: among(undefined, next),
  },
  'deletes a file': {
    start: { 'a.json': old },
    run: (root) => files.deleteFile(join(root, 'a.json')),
    during: among(old, undefined),
    after: among(undefined),
  },
};

let count = 0;
for (const [what, act] of Object.entries(acts)) {
  const root = await makeTemporaryFolder();
  try {
    for (const [name, text] of Object.entries(act.start)) await writeFile(join(root, name), text);
    disk.arm(root);
    await act.run(root);
    const after = disk.now();
    const during = disk.disarm();
    const check = (when: string, all: readonly Remains[], isFine: Act['after']): void => {
      for (const remains of all) {
        const text = remains[act.file ?? 'a.json']?.toString();
        assert.ok(isFine(text), `${what}, ${when}: ${shown(remains)}`);
      }
    };
    check('on the way', during, act.during);
    check('in the end', after, act.after);
    count += during.length + after.length;
  } finally {
    await removeTemporaryFolder(root);
  }
}
process.stdout.write(JSON.stringify({ count }));

function shown(remains: Remains): string {
  return JSON.stringify(Object.entries(remains).map(([path, text]) => [path, text.toString()]));
}
