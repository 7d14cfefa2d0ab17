import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { sha256 } from '../../src/base/textFile.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { createNodeWriter } from '../../src/node/nodeWriter.ts';
import type { ApprovedEdit } from '../../src/workspace/types.ts';
import { createWritePolicy } from '../../src/workspace/writePolicy.ts';
import {
  makeTemporaryFolder,
  readTree,
  removeTemporaryFolder,
} from '../support/temporaryFolder.ts';

const races = 350;
const secret = 'outside\n';

describe('a folder that is swapped for a link to another one', () => {
  let base: string;
  beforeEach(async () => (base = await makeTemporaryFolder()));
  afterEach(() => removeTemporaryFolder(base));

  type Change = Omit<ApprovedEdit, 'realPath'> & { readonly path: string };
  const kinds = {
    create: (path) => [{ path, operation: 'create', beforeHash: undefined, after: path }],
    edit: (path) => [{ path, operation: 'edit', beforeHash: sha256(secret), after: 'edited\n' }],
    delete: (path) => [{ path, operation: 'delete', beforeHash: sha256(secret), after: '' }],
    // Both ends of a rename pass the gate: the old name is deleted, the new one created.
    rename: (path) => [
      { path, operation: 'delete', beforeHash: sha256(secret), after: '' },
      { path: `${path}.ts`, operation: 'create', beforeHash: undefined, after: secret },
    ],
  } satisfies Record<string, (path: string) => readonly Change[]>;

  for (const [kind, edit] of Object.entries(kinds)) {
    it(`lets no ${kind} escape in ${races} races (F06)`, async function () {
      this.timeout(300_000);
      const fileSystem = createNodeFileSystem();
      const policy = createWritePolicy({ fileSystem });
      const writer = createNodeWriter({ fileSystem });
      const root = join(base, 'ws');
      const [inside, outside] = [join(root, 'src'), join(base, 'outside')];
      await mkdir(inside, { recursive: true });
      await mkdir(outside);
      // The same names and bytes on both sides, so that only the way there tells them apart.
      for (let race = 0; kind !== 'create' && race < races; race += 1) {
        await writeFile(join(inside, `f${race}.ts`), secret);
        await writeFile(join(outside, `f${race}.ts`), secret);
      }
      const before = await readTree(outside);
      const stop = new Int32Array(new SharedArrayBuffer(4));
      const worker = new Worker(new URL('applySwap.ts', import.meta.url), {
        workerData: { inside, aside: join(base, 'aside'), outside, stop },
      });
      const ended = once(worker, 'exit');
      await once(worker, 'message');
      let written = 0;
      for (let race = 0; race < races; race += 1) {
        const path = `src/${kind === 'create' && race % 3 === 0 ? 'new/' : ''}f${race}.ts`;
        const approved: ApprovedEdit[] = [];
        const changes: readonly Change[] = edit(path);
        for (const { path: each, ...change } of changes) {
          const asked = { root, path: each, operation: change.operation };
          const decision = await policy.authorizeWrite(asked);
          if (decision.decision !== 'deny')
            approved.push({ realPath: decision.realPath, ...change });
        }
        if (approved.length < changes.length) continue;
        try {
          await writer.writeAll(approved, 'race');
          written += 1;
        } catch (error) {
          assert.ok(error instanceof Error && 'code' in error, String(error));
        }
      }
      const counted = once(worker, 'message') as Promise<[number]>;
      Atomics.store(stop, 0, 1);
      const [swaps] = await counted;
      await ended;
      assert.deepEqual(await readTree(outside), before);
      assert.deepEqual(
        (await fileSystem.readDirectory(outside)).length,
        Object.keys(before).length,
      );
      assert.ok(swaps > 0 && written < races, `${swaps} swaps, ${written} written`);
    });
  }
});
