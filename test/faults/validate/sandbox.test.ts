import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import type { SourceFile, ValidationResult } from '../../../src/base/task.ts';
import { createValidator, type ValidatorOptions } from '../../../src/validate/createValidator.ts';
import type { Validator } from '../../../src/validate/validator.ts';
import { findBubblewrap } from '../../../src/validate/sandbox.ts';
import { hasSandbox, isRunning } from '../../support/sandboxed.ts';
import {
  makeTemporaryFolder,
  readTree,
  removeTemporaryFolder,
} from '../../support/temporaryFolder.ts';
import {
  badPrograms,
  escapes,
  forkBomb,
  greedy,
  leftovers,
  vandal,
  type BadProgram,
} from './programs.ts';

/** The kernel ends what is left in a sandbox right after its first process, not at the same time. */
async function untilGone(mark: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (isRunning(mark)) {
    assert.ok(Date.now() < deadline, 'a process was left behind');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('sandbox for tests', () => {
  let base: string;
  let folder: string;
  let temporaryFolder: string;

  before(function () {
    if (!hasSandbox()) this.skip();
  });
  beforeEach(async () => {
    base = await makeTemporaryFolder();
    folder = join(base, 'workspace');
    temporaryFolder = join(base, 'temporary');
    await fs.mkdir(folder);
    await fs.mkdir(temporaryFolder);
  });
  afterEach(async () => {
    assert.deepEqual(await fs.readdir(temporaryFolder), [], 'the copy is removed');
    await removeTemporaryFolder(base);
  });

  function validate(
    files: readonly SourceFile[],
    options: Partial<ValidatorOptions> = {},
    signal = new AbortController().signal,
  ): Promise<ValidationResult> {
    return check(create(options), files, signal);
  }

  function create(options: Partial<ValidatorOptions>): Validator {
    const defaults = { folder, temporaryFolder, isTrusted: () => true, clock: systemClock };
    return createValidator({ ...defaults, ...options });
  }

  function check(
    validator: Validator,
    files: readonly SourceFile[],
    signal = new AbortController().signal,
  ): Promise<ValidationResult> {
    const language = files[0]?.path.endsWith('.py') ? 'python' : 'typescript';
    return validator.validate(
      { language, files, testPaths: files.map(({ path }) => path) },
      signal,
    );
  }

  function fill(
    program: BadProgram,
    holes: Readonly<Record<string, string>>,
  ): readonly SourceFile[] {
    return program.files.map(({ path, content }) => ({
      path,
      content: Object.entries(holes).reduce((text, hole) => text.replaceAll(...hole), content),
    }));
  }

  describe('one after another', () => {
    // One validator for each time limit: it looks for tools and a sandbox once.
    const validators = new Map<number, Validator>();
    let workspace = '';
    let copies = '';
    before(async () => {
      [workspace, copies] = [await makeTemporaryFolder(), await makeTemporaryFolder()];
    });
    afterEach(async () => assert.deepEqual(await fs.readdir(copies), [], 'the copy is removed'));
    after(async () => {
      await removeTemporaryFolder(workspace);
      await removeTemporaryFolder(copies);
    });

    for (const program of badPrograms) {
      it(`fails a test that ${program.name}`, async () => {
        const isEndless = program.problem?.source.includes('did not finish') === true;
        const wallMs = isEndless ? 1_500 : 60_000;
        const limits = { wallMs, outputBytes: 1024 * 1024, keptOutputBytes: 65_536 };
        const options = { folder: workspace, temporaryFolder: copies, limits };
        const validator = validators.get(wallMs) ?? create(options);
        validators.set(wallMs, validator);
        const result = await check(validator, program.files);
        assert.equal(result.status, 'failed', JSON.stringify(result));
        if (program.problem) assert.match(result.problem ?? '', program.problem);
        assert.ok(result.output.length < 20_000);
      });
    }
  });

  describe('a test', () => {
    let servers: readonly Server[] = [];
    afterEach(() => servers.forEach((server) => server.close()));

    for (const program of escapes) {
      it(program.name, async () => {
        const [file, socket] = [join(base, 'host.txt'), join(base, 'host.sock')];
        await fs.writeFile(file, 'CANARY');
        const kept = {
          'sub/kept.txt': 'kept',
          'node_modules/dep/index.js': 'module.exports = 1;',
        };
        const hidden = {
          '.env': 'CANARY',
          '.git/config': 'x',
          id_rsa: 'x',
          'sub/server.key': 'x',
          '.gitignore': '/ignored.txt\nlogs/\n*.log\n',
          'sub/.gitignore': 'own.txt\n!wanted.log\n',
          'ignored.txt': 'x',
          'sub/own.txt': 'x',
          'sub/wanted.log': 'x',
          'logs/x.txt': 'x',
        };
        for (const [name, text] of Object.entries({ ...kept, ...hidden })) {
          await fs.mkdir(join(folder, name, '..'), { recursive: true });
          await fs.writeFile(join(folder, name), text);
        }
        const before = await readTree(folder);
        let connections = 0;
        const countConnection = (): void => void (connections += 1);
        servers = [createServer(countConnection), createServer(countConnection)];
        await new Promise<void>((resolve) => servers[0]?.listen(0, '127.0.0.1', resolve));
        await new Promise<void>((resolve) => servers[1]?.listen(socket, resolve));
        const { port } = servers[0]?.address() as AddressInfo;
        const files = fill(program, {
          HOST_FILE: file,
          HOST_SOCKET: socket,
          HOST_PORT: String(port),
        });
        const environment = { ...process.env, SECRET_TOKEN: 'CANARY' };
        const result = await validate(files, { environment });
        assert.equal(result.status, 'passed', JSON.stringify(result));
        assert.equal(connections, 0);
        assert.equal(await fs.readFile(file, 'utf8'), 'CANARY');
        assert.deepEqual(await readTree(folder), before);
      });
    }
  });

  for (const program of leftovers) {
    it(`leaves no process of ${program.name}`, async () => {
      const mark = `caravan-mark-${randomUUID()}`;
      const wallMs = program.status === 'passed' ? 60_000 : 2_000;
      const result = await validate(fill(program, { MARK: mark }), { limits: { wallMs } });
      assert.equal(result.status, program.status, JSON.stringify(result));
      await untilGone(mark);
    });
  }

  for (const program of greedy) {
    it(`says what it was that a test ${program.name}`, async function () {
      const limitedBy = (await findBubblewrap())?.limitedBy;
      const isBound = limitedBy !== 'none' || process.getuid?.() !== 0;
      if (program.name.includes('processes') && !isBound) return this.skip();
      const { status, problem } = await validate(program.files);
      assert.equal(status, 'failed');
      assert.match(problem ?? '', program.problem ?? /./);
      return undefined;
    });
  }

  it('lists what a test did to its copy, and the folder is as it was (T06)', async () => {
    const files = { 'gone.txt': 'x', 'package.json': '{"name":"x"}', 'kept.txt': 'x' };
    for (const [name, text] of Object.entries(files)) await fs.writeFile(join(folder, name), text);
    const before = await readTree(folder);
    const listed = '.git/hooks/pre-commit, gone.txt, package.json';
    const passed = await validate(fill(vandal, { WHAT: '' }));
    assert.equal(passed.status, 'passed', JSON.stringify(passed));
    assert.deepEqual(passed.reason?.args, [listed]);
    assert.equal(passed.problem, undefined);
    const failed = await validate(fill(vandal, { WHAT: 'assert.fail();' }));
    assert.equal(failed.status, 'failed');
    assert.ok(failed.output.includes(listed), failed.output);
    assert.deepEqual(await readTree(folder), before);
  });

  it('holds all processes of a run to a bound (T02)', async function () {
    const limitedBy = (await findBubblewrap())?.limitedBy;
    // The limit of a single user's processes does not hold for root.
    if (limitedBy === 'none' && process.getuid?.() === 0) return this.skip();
    const result = await validate(forkBomb.files);
    assert.equal(result.status, 'passed', JSON.stringify(result));
    return undefined;
  });

  it('stops at once when aborted, and leaves no process', async () => {
    const mark = `caravan-mark-${randomUUID()}`;
    const controller = new AbortController();
    const content = `import test from 'node:test'; import { spawn } from 'node:child_process';
test('a', () => { spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '${mark}'], { stdio: 'ignore' }); for (;;); });`;
    const running = validate([{ path: 'a.test.ts', content }], {}, controller.signal);
    while (!isRunning(mark)) await new Promise((resolve) => setTimeout(resolve, 20));
    const reason = new Error('stop');
    controller.abort(reason);
    await assert.rejects(running, reason);
    await untilGone(mark);
  });

  it('ends with the process that runs it, even when that is killed (T13)', async () => {
    const mark = `caravan-mark-${randomUUID()}`;
    const content = `import test from 'node:test'; import { spawn } from 'node:child_process';
test('a', () => { spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '${mark}'], { stdio: 'ignore', detached: true }); for (;;); });`;
    const source = (path: string): string => new URL(`../../../src/${path}`, import.meta.url).href;
    const script = `
import { createValidator } from ${JSON.stringify(source('validate/createValidator.ts'))};
import { systemClock } from ${JSON.stringify(source('base/clock.ts'))};
const options = ${JSON.stringify({ folder, temporaryFolder })};
const validator = createValidator({ ...options, isTrusted: () => true, clock: systemClock });
await validator.validate({ language: 'typescript', files: [{ path: 'a.test.ts', content: ${JSON.stringify(content)} }], testPaths: ['a.test.ts'] }, new AbortController().signal);`;
    const host = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: 'ignore',
    });
    const gone = once(host, 'exit');
    const deadline = Date.now() + 60_000;
    while (!isRunning(`-e\0setInterval(() => {}, 1000)\0${mark}`)) {
      assert.ok(Date.now() < deadline, 'the test has started');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    host.kill('SIGKILL');
    await gone;
    await untilGone(mark);
    // What a killed host leaves is a folder, never a process.
    await fs.rm(temporaryFolder, { recursive: true });
    await fs.mkdir(temporaryFolder);
  });
});
