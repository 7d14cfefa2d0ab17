import assert from 'node:assert/strict';
import { CaravanError } from '../../src/base/errors.ts';
import type { FileSystem } from '../../src/base/fileSystem.ts';
import { InMemoryFileSystem, systemError } from '../support/inMemoryFileSystem.ts';
import { openWorld, withDeletion, type World } from './applyWorld.ts';

const start = {
  '/ws/a.ts': 'original a\n',
  '/ws/b.ts': '\uFEFForiginal b\r\n',
  '/ws/old.ts': 'original old\n',
};
const end = {
  '/ws/a.ts': 'approved a\n',
  '/ws/b.ts': '\uFEFFapproved b\r\n',
  '/ws/moved.ts': 'original old\n',
  '/ws/src/new/c.ts': 'approved c\n',
};
const contents = {
  'a.ts': 'approved a\n',
  'b.ts': 'approved b\n',
  'old.ts': 'x',
  'src/new/c.ts': 'approved c\n',
};

/** A way in which the calls of the file port fail. */
interface Fault {
  readonly code: string;
  /** Which row of the table of faults it is. */
  readonly row: string;
  /** Only the chosen call, or that one and all writing ones after it, as on a disk that is full. */
  readonly lasts: boolean;
}

const rows = [
  ['EACCES', 'F01'],
  ['ENOSPC', 'F02'],
  ['EBUSY', 'F16'],
] as const;
const faults: readonly Fault[] = rows.flatMap(([code, row]) => [
  { code, row, lasts: false },
  { code, row, lasts: true },
]);

const writing: ReadonlySet<string> = new Set<keyof FileSystem>([
  ...(['writeFileAtomic', 'appendFile', 'createDirectory', 'createExclusive'] as const),
  ...(['rename', 'deleteFile', 'deleteDirectory', 'deleteEmptyDirectory'] as const),
]);

function failAt(files: InMemoryFileSystem, call: number, { code, lasts }: Fault): void {
  const from = files.calls.length;
  files.before = ({ method, path }, index) => {
    const isHit = index - from === call || (lasts && index - from > call && writing.has(method));
    if (isHit) throw systemError(code, path);
  };
}

async function attempt(work: () => Promise<unknown>): Promise<CaravanError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof CaravanError, String(error));
    return error;
  }
}

describe('a disk that fails at any call', () => {
  const open = (fileSystem: FileSystem, pid: number): World =>
    openWorld({ fileSystem, root: '/ws', storage: '/storage', pid });

  async function proposed(files: InMemoryFileSystem): Promise<() => Promise<unknown>> {
    const world = open(files, 1);
    const proposal = await world.propose(contents);
    const old = proposal.files.find(({ path }) => path === 'old.ts');
    assert.ok(old);
    const renaming = withDeletion(proposal, old, 'moved.ts');
    return () => world.apply(renaming);
  }

  async function applied(files: InMemoryFileSystem): Promise<() => Promise<unknown>> {
    await (
      await proposed(files)
    )();
    const world = open(files, 1);
    const [point] = await world.points();
    assert.ok(point);
    return () => world.restore(point);
  }

  const acts = [
    { name: 'applying', prepare: proposed, before: start, after: end },
    { name: 'restoring', prepare: applied, before: end, after: start },
  ] as const;

  for (const { name, prepare, before, after } of acts) {
    for (const fault of faults) {
      const when = fault.lasts ? 'from that call on' : 'once';
      it(`loses nothing while ${name}, with ${fault.code} ${when} (${fault.row}, F17)`, async function () {
        this.timeout(60_000);
        const dry = new InMemoryFileSystem(start);
        const act = await prepare(dry);
        const from = dry.calls.length;
        await act();
        const calls = dry.calls.length - from;
        assert.ok(calls > 50, `only ${calls} calls`);
        let failures = 0;
        for (let call = 0; call < calls; call += 1) {
          const files = new InMemoryFileSystem(start);
          const work = await prepare(files);
          failAt(files, call, fault);
          const error = await attempt(work);
          files.before = () => undefined;
          const where = `call ${call}: ${error?.message ?? 'done'}`;
          if (error) {
            failures += 1;
            assert.ok(error.text.message !== '' && error.next && error.kept, where);
          }
          if (!error?.message.includes('could not be put back')) {
            assert.deepEqual(files.files('/ws'), error ? before : after, where);
          }
          // Whatever could not be put back is, when Caravan starts the next time.
          const { failed } = await open(files, 2).recover();
          assert.deepEqual(failed, [], where);
          assert.deepEqual(files.files('/ws'), error ? before : after, where);
        }
        assert.ok(failures > calls / 3, `${failures} failures of ${calls} calls`);
      });
    }
  }

  it('says how much room to make, and that nothing was touched, when copies find no room (F02)', async () => {
    const files = new InMemoryFileSystem(start);
    const apply = await proposed(files);
    files.before = ({ method, path }) => {
      if (method === 'writeFileAtomic') throw systemError('ENOSPC', path);
    };
    const error = await attempt(apply);
    assert.match(error?.message ?? '', /ENOSPC/);
    assert.deepEqual(error?.next?.args, [2]);
    assert.equal(error?.kept?.message, 'Nothing was written.');
    assert.ok(
      !files.calls.some(({ method, path }) => writing.has(method) && path.startsWith('/ws')),
    );
  });

  it('names what could not be put back and where its text is kept (F17)', async () => {
    const files = new InMemoryFileSystem(start);
    const apply = await proposed(files);
    let writes = 0;
    files.before = ({ method, path }) => {
      if (!writing.has(method) || !path.startsWith('/ws')) return;
      writes += 1;
      if (writes > 1) throw systemError('EACCES', path);
    };
    const error = await attempt(apply);
    assert.match(error?.message ?? '', /could not be put back: a\.ts/);
    const place = String(error?.kept?.args?.[0]);
    const kept = Object.entries(files.files(place)).map(([, text]) => text);
    assert.ok(kept.includes('original a\n'), kept.join());
  });
});
