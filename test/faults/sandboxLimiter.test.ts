import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findLimiter, type LimiterSearch } from '../../src/validate/limiter.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';

const bounds = { processes: 64, memoryBytes: 1024 };

describe('bounds of all processes of a run', () => {
  let base: string;
  beforeEach(async () => (base = await makeTemporaryFolder()));
  afterEach(() => removeTemporaryFolder(base));

  const search = (changes: Partial<LimiterSearch> = {}): LimiterSearch => ({
    environment: {},
    groups: join(base, 'groups'),
    ownGroups: join(base, 'own'),
    systemdRun: join(base, 'systemd-run'),
    ...changes,
  });
  const program = (name: string, text: string): Promise<void> =>
    fs.writeFile(join(base, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });

  it('are a unit of the user’s systemd where that works', async () => {
    await program('systemd-run', `echo "$XDG_RUNTIME_DIR $*" > "${base}/asked"`);
    const found = await findLimiter(bounds, search({ environment: { XDG_RUNTIME_DIR: '/run/x' } }));
    assert.equal(found.kind, 'scope');
    assert.equal(found.env['DBUS_SESSION_BUS_ADDRESS'], 'unix:path=/run/x/bus');
    assert.match(
      await fs.readFile(join(base, 'asked'), 'utf8'),
      /^\/run\/x --user --scope .*TasksMax=64 -p MemoryMax=1024 .*-- \/bin\/true$/m,
    );
  });

  it('hold while other processes look for what works here', async function () {
    this.timeout(60_000);
    const bound = { processes: 64, memoryBytes: 2 ** 31 };
    const [first, ...others] = await Promise.all(
      Array.from({ length: 8 }, () => findLimiter(bound)),
    );
    if (first?.kind !== 'cgroup') return this.skip();
    assert.ok(others.every(({ kind }) => kind === 'cgroup'));
    let isOver = false;
    const looking = (async () => {
      while (!isOver) assert.equal((await findLimiter(bound)).kind, 'cgroup');
    })();
    const [shell = '', ...args] = [...first.prefix, '/bin/sh', '-c', 'cat /proc/self/cgroup'];
    for (let round = 0; round < 100; round += 1) {
      const { stdout } = await promisify(execFile)(shell, args);
      assert.match(stdout, /caravan-run-/);
    }
    isOver = true;
    await looking;
    return undefined;
  });

  it('are none where systemd refuses and no group can be made', async () => {
    await program('systemd-run', 'exit 1');
    const environment = { XDG_RUNTIME_DIR: '/run/x' };
    const found = await findLimiter(bounds, search({ environment }));
    assert.deepEqual(found, { kind: 'none', prefix: [], env: {} });
  });

  it('are none where a folder for groups bounds nothing', async () => {
    await fs.mkdir(join(base, 'groups/pids/a'), { recursive: true });
    await fs.writeFile(join(base, 'own'), '3:pids:/a\n0::/b\n');
    assert.equal((await findLimiter(bounds, search())).kind, 'none');
    assert.deepEqual(await fs.readdir(join(base, 'groups/pids/a')), []);
  });
});
