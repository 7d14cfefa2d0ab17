import assert from 'node:assert/strict';
import { ConversationStore } from '../../src/app/conversations.ts';
import { RunRecords } from '../../src/app/runRecords.ts';
import { JsonFiles, StorageLayout } from '../../src/app/storage.ts';
import { CaravanError } from '../../src/base/errors.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { UserText } from '../../src/base/userText.ts';
import { sha256 } from '../../src/base/textFile.ts';
import { CheckpointLog } from '../../src/workflow/checkpoints/checkpointLog.ts';
import { createProposalStore } from '../../src/workspace/proposalStore.ts';
import { RestorePointStore } from '../../src/workspace/restorePointStore.ts';
import { InMemoryFileSystem } from '../support/inMemoryFileSystem.ts';
import { corrupt, seededRandom } from './fuzzedState/corrupt.ts';
import { strangers } from './fuzzedState/strangers.ts';

const seed = 20261123;
const perKind = 2_200;
const layout = new StorageLayout('/state');

/** One kind of file on disk: how it is read, and what a whole one holds. */
interface Kind {
  readonly name: string;
  readonly file: string;
  readonly whole: readonly unknown[];
  /** Keys below which anything may stand: each run checks its own state again. */
  readonly open?: readonly string[];
  /** What was read; undefined or none when it was refused. */
  readonly load: (files: InMemoryFileSystem, tell: Tell) => Promise<unknown>;
}
type Tell = (text: UserText) => void;

const hash = sha256('x');
const json = (files: InMemoryFileSystem, tell: Tell): JsonFiles =>
  new JsonFiles(files, silentLogger, () => 7, tell);
const decision = { decision: 'allow', realPath: '/w/a.ts' };

const kinds: readonly Kind[] = [
  {
    name: 'checkpoints',
    file: '/state/runs/run-1/checkpoint',
    whole: [
      {
        v: 1,
        kind: 'checkpoint',
        thread: 'run-1',
        ns: '',
        id: 'id-1',
        metadata: { step: 1 },
        checkpoint: {
          v: 4,
          id: 'id-1',
          ts: '2026-01-01T00:00:00.000Z',
          channel_values: { iteration: 1 },
          channel_versions: { iteration: 1 },
          versions_seen: { coder: { iteration: 1 } },
        },
      },
      {
        v: 1,
        kind: 'writes',
        thread: 'run-1',
        ns: '',
        id: 'id-1',
        task: 'a',
        path: 'b',
        writes: [['code', 'export const x = 1;']],
      },
    ],
    open: ['metadata', 'channel_values', 'channel_versions', 'versions_seen', 'writes'],
    load: (files) => new CheckpointLog(files, '/state/runs/run-1/checkpoint', () => 7).load(),
  },
  {
    name: 'proposals',
    file: '/state/proposals/run-1.json',
    whole: [
      {
        version: 1,
        state: 'open',
        proposal: {
          id: 'p',
          runId: 'run-1',
          root: '/w',
          verification: 'verified',
          files: [
            { path: 'a.ts', operation: 'create', after: 'x', hash, added: 1, removed: 0, decision },
          ],
        },
      },
    ],
    load: (files) =>
      createProposalStore({ fileSystem: files, folder: '/state/proposals', wallNow: () => 7 }).load(
        'run-1',
      ),
  },
  {
    name: 'conversations',
    file: '/state/conversations/c-1.json',
    whole: [
      {
        version: 1,
        id: 'c-1',
        title: 'A title',
        createdAt: 5,
        items: [
          { kind: 'user', id: 'u', at: 6, text: 'hello' },
          { kind: 'run', id: 'run-1', at: 7 },
        ],
      },
    ],
    load: (files, tell) =>
      new ConversationStore({
        files,
        json: json(files, tell),
        layout,
        wallNow: () => 7,
        live: () => undefined,
      }).get('c-1'),
  },
  {
    name: 'records of runs',
    file: '/state/runs/run-1/run.json',
    whole: [
      {
        version: 1,
        pid: 5,
        instance: 'i',
        status: 'running',
        startedAt: 6,
        request: {
          runId: 'run-1',
          conversationId: 'c-1',
          task: 'a task',
          mode: 'code',
          model: 'm',
          history: [],
          attachments: [],
          maxIterations: 3,
        },
      },
    ],
    load: (files, tell) =>
      new RunRecords(files, json(files, tell), layout, { pid: 1, isAlive: () => false }, 'i').read(
        'run-1',
      ),
  },
  {
    name: 'restore points',
    file: '/state/restore-points/1-2-0123abcd/record.json',
    whole: [
      {
        version: 1,
        id: '1-2-0123abcd',
        kind: 'apply',
        runId: 'run-1',
        proposalId: 'p',
        task: 't',
        root: '/w',
        at: 5,
        pid: 6,
        state: 'written',
        size: 1,
        files: [
          {
            path: 'a.ts',
            realPath: '/w/a.ts',
            operation: 'create',
            before: null,
            after: hash,
            mode: null,
            newFolder: null,
          },
        ],
      },
    ],
    load: async (files, tell) => {
      const store = new RestorePointStore({
        fileSystem: files,
        folder: '/state/restore-points',
        wallNow: () => 7,
        onNotice: tell,
      });
      return (await store.list())[0];
    },
  },
];

describe('state on disk that was tampered with', function () {
  this.timeout(60_000);

  for (const [index, kind] of kinds.entries()) {
    it(`is refused and set aside, ${perKind} times over: ${kind.name}`, async () => {
      const random = seededRandom(seed + index);
      const text = kind.whole.map((value) => JSON.stringify(value) + '\n').join('');
      const whole = (await load(kind, text)).value;
      assert.ok(whole, 'the whole file is read');
      let refused = 0;
      for (let round = 0; refused < perKind; round += 1) {
        assert.ok(round < perKind * 20, `only ${refused} of ${round} were refused`);
        const bad = corrupt(kind.whole, text, random);
        const where = `seed ${seed + index}, round ${round}: ${JSON.stringify(bad)}`;
        const { value, names, writes, kept } = await load(kind, bad);
        assert.equal(({} as { evil?: unknown }).evil, undefined, where);
        if (value !== undefined) {
          // Still of the right shape, or the whole lines before one that was cut off.
          assert.deepEqual(strangers(value, whole, kind.open), [], where);
          continue;
        }
        refused += 1;
        assert.deepEqual(writes, ['rename'], where);
        assert.equal(names.length, 1, where);
        assert.match(names[0] ?? '', /\.corrupt-7/, where);
        // The user hears where it is now.
        assert.equal(kept.length, 1, where);
        assert.ok(names[0]?.startsWith(String(kept[0]?.args?.[0])), where);
      }
    });
  }

  for (const [what, name, find, replace] of [
    ['a proposal whose text is not the one of its hash', 'proposals', '"after":"x"', '"after":"y"'],
    ['a proposal of a folder that is not absolute', 'proposals', '"root":"/w"', '"root":"w"'],
    ['the record of another run', 'records of runs', '"runId":"run-1"', '"runId":"run-2"'],
    ['a run of a conversation that is no name', 'conversations', '"id":"run-1"', '"id":"../x"'],
    [
      ...['a restore point with a folder that is not above its file', 'restore points'],
      ...['"newFolder":null', '"newFolder":"/"'],
    ],
  ] as const) {
    it(`is refused and set aside: ${what}`, async () => {
      const kind = kinds.find((other) => other.name === name);
      assert.ok(kind);
      const text = kind.whole.map((value) => JSON.stringify(value) + '\n').join('');
      assert.equal(text.split(find).length, 2);
      const { value, names } = await load(kind, text.replace(find, replace));
      assert.equal(value, undefined);
      assert.match(names.join(), /\.corrupt-7/);
    });
  }

  interface Loaded {
    readonly value: unknown;
    readonly names: readonly string[];
    readonly writes: readonly string[];
    /** What the user is told of a copy that was kept. */
    readonly kept: readonly UserText[];
  }

  async function load(kind: Kind, text: string | Uint8Array): Promise<Loaded> {
    const files = new InMemoryFileSystem();
    files.put(kind.file, text);
    const kept: UserText[] = [];
    let value: unknown;
    try {
      value = await kind.load(files, (notice) => kept.push(notice));
    } catch (error) {
      assert.ok(error instanceof CaravanError && error.code === 'state-corrupt', String(error));
      if (error.kept) kept.push(error.kept);
    }
    const reads = /^(?:read|stat|lstat|realPath)/;
    return {
      value,
      kept,
      names: Object.keys(files.files('/state')),
      writes: files.calls.map(({ method }) => method).filter((method) => !reads.test(method)),
    };
  }
});
