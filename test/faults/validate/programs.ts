import type { Language, SourceFile } from '../../../src/base/task.ts';

/** Generated tests that behave badly, and what must come of them. */
export interface BadProgram {
  readonly name: string;
  readonly language: Language;
  readonly files: readonly SourceFile[];
  /** The verdict; a behaviour that a sandbox simply contains may pass. */
  readonly status: 'failed' | 'passed';
  readonly problem?: RegExp;
  readonly output?: RegExp;
}

const head = `import test from 'node:test';
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as net from 'node:net';
import { spawn, spawnSync } from 'node:child_process';
`;

function node(name: string, body: string, rest: Partial<BadProgram> = {}): BadProgram {
  const files = [{ path: 'src/bad.test.ts', content: head + body }];
  return { name, language: 'typescript', files, status: 'failed', ...rest };
}

function python(name: string, body: string, rest: Partial<BadProgram> = {}): BadProgram {
  const content = `import os, sys, socket, subprocess, time, unittest\n${body}`;
  const files = [{ path: 'tests/test_bad.py', content }];
  return {
    name: name.replace(/(?: \(\w\d\d\))?$/, (row) => ` (Python)${row}`),
    language: 'python',
    files,
    status: 'failed',
    ...rest,
  };
}

const timedOut = { problem: /did not finish within/ };
const brokeOff = { problem: /broke off|ended its process|reported no test/ };

/** Programs that must not pass. */
export const badPrograms: readonly BadProgram[] = [
  node('loops without end (T01)', `test('a', () => { for (;;); });`, timedOut),
  node(
    'waits for ever (T01)',
    `test('a', () => new Promise(() => setInterval(() => {}, 1000)));`,
    timedOut,
  ),
  node(
    'ignores SIGTERM and loops (T01)',
    `process.on('SIGTERM', () => {}); test('a', () => { for (;;); });`,
    timedOut,
  ),
  node('ends at once with success (T09)', `process.exit(0);`, brokeOff),
  node(
    'ends with success before its last test (T09)',
    `test('a', () => {}); test('b', async () => { await new Promise((r) => setTimeout(r, 50)); process.exit(0); }); test('c', () => assert.fail());`,
    brokeOff,
  ),
  node(
    'ends without the exit handlers (T09)',
    `test('a', () => { (process as any).reallyExit(0); });`,
    brokeOff,
  ),
  node(
    'kills the runner (T09)',
    `test('a', () => { process.kill(process.ppid, 'SIGKILL'); });`,
    brokeOff,
  ),
  node(
    'kills everything it can (T09)',
    `test('a', () => { process.kill(-1, 'SIGKILL'); });`,
    brokeOff,
  ),
  node('holds no test (T09)', `console.log('ok 1 - everything');`, brokeOff),
  node('skips every test (T09)', `test.skip('a', () => {}); test.todo('b');`, {
    problem: /No test/,
  }),
  node(
    'prints a report of success and ends (T09)',
    `fs.writeSync(1, 'ok 1 - a\\n# pass 1\\n' + JSON.stringify({ type: 'test', name: 'a', passed: true }) + '\\n' + JSON.stringify({ type: 'end' }) + '\\n'); process.exit(0);`,
    brokeOff,
  ),
  node(
    "writes a report into the runner's output and ends it (T10)",
    `try { fs.writeFileSync('/proc/' + process.ppid + '/fd/1', JSON.stringify({ type: 'test', name: 'a', passed: true }) + '\\n' + JSON.stringify({ type: 'end' }) + '\\n'); } catch {}
process.kill(process.ppid, 'SIGKILL');`,
    brokeOff,
  ),
  node(
    'replaces the runner for the next time (T06)',
    `fs.writeFileSync('/caravan/runner/runner.mjs', '');`,
  ),
  node(
    'floods the output (T04)',
    `test('a', () => { const line = 'x'.repeat(65536); for (;;) try { fs.writeSync(1, line); } catch {} });`,
    { problem: /printed more than/ },
  ),
  node('does not parse', `test('a', () => { const x = ; });`, {
    problem: /src\/bad\.test\.ts:\d+: SyntaxError/,
  }),
  node('imports what is not there', `import { x } from './nowhere.ts'; test('a', () => x());`, {
    problem: /Cannot find module/,
  }),
  node(
    'fails outside of its tests',
    `test('a', () => {}); setTimeout(() => { throw new Error('late'); }, 5);`,
  ),
  node(
    'rejects outside of its tests',
    `test('a', () => { void Promise.reject(new Error('late')); });`,
  ),
  python('loops without end (T01)', `def test_a():\n    while True: pass\n`, timedOut),
  python('ends at once with success (T09)', `os._exit(0)\n`, brokeOff),
  python('ends within a test', `def test_a(): os._exit(0)\n`, brokeOff),
  python('raises SystemExit at import', `sys.exit(0)\n`, { problem: /SystemExit/ }),
  python('holds no test (T09)', `print("Ran 1 test\\nOK")\n`, { problem: /No test/ }),
  python(
    'prints a report of success and ends (T09)',
    `print('{"type":"test","name":"a","passed":true}\\n{"type":"end"}', flush=True)\nos._exit(0)\n`,
    brokeOff,
  ),
  python('does not parse', `def test_a(:\n    pass\n`, {
    problem: /tests\/test_bad\.py:2: SyntaxError/,
  }),
  python('imports what is not there', `import nowhere_at_all\n`, {
    problem: /ModuleNotFoundError/,
  }),
  python('floods the output (T04)', `def test_a():\n    while True: os.write(1, b"x" * 65536)\n`, {
    problem: /printed more than/,
  }),
  python('kills itself', `import signal\ndef test_a(): os.kill(os.getpid(), signal.SIGKILL)\n`, {
    problem: /failed outside of its tests/,
  }),
];

/**
 * Programs that try to reach what a sandbox keeps from them; their own assertions say that the
 * attempt failed. `HOST_FILE`, `HOST_SOCKET` and `HOST_PORT` are filled in by the test.
 */
export const escapes: readonly BadProgram[] = [
  node(
    'cannot connect to a port of the host (T05)',
    `test('a', async () => { const error = await new Promise<any>((resolve) => net.connect(Number('HOST_PORT'), '127.0.0.1', function (this: net.Socket) { this.destroy(); resolve(undefined); }).on('error', resolve)); assert.equal(error?.code, 'ECONNREFUSED'); });`,
  ),
  node(
    'cannot look up a name (T05)',
    `import { lookup } from 'node:dns/promises'; test('a', () => assert.rejects(lookup('example.com')));`,
  ),
  node(
    'cannot reach a socket of the host by its path (T05)',
    `test('a', async () => { const error = await new Promise<any>((resolve) => net.connect('HOST_SOCKET', function (this: net.Socket) { this.destroy(); resolve(undefined); }).on('error', resolve)); assert.equal(error?.code, 'ENOENT'); });`,
  ),
  node(
    'cannot read a file of the host (T07)',
    `test('a', () => assert.throws(() => fs.readFileSync('HOST_FILE'), { code: 'ENOENT' }));`,
  ),
  node(
    'cannot change a file of the host (T06)',
    `test('a', () => assert.throws(() => fs.writeFileSync('HOST_FILE', 'evil'), { code: 'ENOENT' }));`,
  ),
  node(
    'cannot list homes (T07)',
    `test('a', () => { for (const path of ['/root', '/home', '/etc/passwd', '/var/run/docker.sock']) assert.throws(() => fs.statSync(path), path); });`,
  ),
  node(
    'sees none of the environment, its own or that of others (T07)',
    `test('a', () => { const seen = fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).map((pid) => { try { return fs.readFileSync('/proc/' + pid + '/environ', 'utf8'); } catch { return ''; } }).join(' ') + JSON.stringify(process.env); assert.ok(!seen.includes('CANARY')); });`,
  ),
  node(
    'cannot write to the system (T06)',
    `test('a', () => { for (const path of ['/usr/x', '/etc/x', '/x', '/caravan/x']) { try { fs.writeFileSync(path, ''); } catch { continue; } assert.ok(path === '/x' || path === '/caravan/x' || path === '/etc/x', path); } });`,
  ),
  node(
    'cannot change its dependencies (T06)',
    `test('a', () => { assert.equal(fs.readFileSync('node_modules/dep/index.js', 'utf8').length > 0, true); assert.throws(() => fs.writeFileSync('node_modules/dep/index.js', '')); });`,
  ),
  node(
    'finds no secrets, no history and nothing ignored in its copy (T07)',
    `test('a', () => { for (const path of ['.env', '.git', 'id_rsa', 'sub/server.key', 'ignored.txt', 'sub/own.txt', 'logs']) assert.throws(() => fs.statSync(path), { code: 'ENOENT' }); assert.equal(fs.readFileSync('sub/kept.txt', 'utf8'), 'kept'); assert.equal(fs.readFileSync('sub/wanted.log', 'utf8'), 'x'); });`,
  ),
  node(
    'may use its own loopback (T05)',
    `test('a', async () => { const server = net.createServer((s) => s.end()).listen(0, '127.0.0.1'); await new Promise((r) => server.on('listening', r)); await new Promise((r) => net.connect((server.address() as any).port, '127.0.0.1').on('connect', r).resume()); server.close(); });`,
  ),
  node(
    'may write in its copy and in its temporary folder',
    `import { tmpdir, homedir } from 'node:os'; test('a', () => { for (const folder of ['.', tmpdir(), homedir()]) fs.writeFileSync(folder + '/x', 'x'); });`,
  ),
  python(
    'cannot reach the network (T05)',
    `def test_a():\n    s = socket.socket()\n    s.settimeout(2)\n    try: s.connect(("1.1.1.1", 80))\n    except OSError: return\n    assert False\n`,
  ),
  python(
    'cannot read a file of the host (T07)',
    `def test_a(): assert not os.path.exists("HOST_FILE")\n`,
  ),
  python(
    'cannot reach a socket of the host (T05)',
    `def test_a():\n    try: socket.socket(socket.AF_UNIX).connect("HOST_SOCKET")\n    except FileNotFoundError: return\n    assert False\n`,
  ),
  node(
    'cannot take more than two gigabytes (T03)',
    `test('a', () => { assert.throws(() => Buffer.allocUnsafeSlow(2.5 * 1024 ** 3).fill(1)); });`,
  ),
  node(
    'cannot write more than a quarter of a gigabyte into a file (T03)',
    `test('a', () => { for (const path of ['x', '/tmp/x']) { fs.writeFileSync(path, ''); assert.throws(() => fs.truncateSync(path, 300 * 1024 ** 2), path); } });`,
  ),
  python(
    'cannot take more than two gigabytes (T03)',
    `def test_a():\n    try: bytearray(3 << 30)\n    except MemoryError: return\n    assert False\n`,
  ),
].map((program) => ({ ...program, status: 'passed' }));

/** Passes when no more than some hundred processes can be there at a time. */
export const forkBomb = python(
  'forks until it is stopped',
  `def test_a():
    started = 0
    try:
        while started < 400:
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
            started += 1
    except OSError: return
    assert False
`,
  { status: 'passed' },
);

/** Programs that want more than they may have, and are told so; none of them passes. */
export const greedy: readonly BadProgram[] = [
  node(
    'starts too many processes (T02)',
    `test('a', async () => { for (let i = 0; i < 400; i += 1) { const child = spawn('/bin/sleep', ['1000'], { stdio: 'ignore' }); child.unref(); await new Promise<void>((resolve, reject) => { child.once('spawn', resolve); child.once('error', reject); }); } });`,
    { problem: /started too many processes: 256 processes and threads/ },
  ),
  python(
    'starts too many processes (T02)',
    `def test_a():\n    for i in range(400):\n        if os.fork() == 0:\n            time.sleep(60)\n            os._exit(0)\n`,
    { problem: /started too many processes: 256 processes and threads/ },
  ),
  node(
    'takes too much memory (T03)',
    `test('a', () => { Buffer.allocUnsafeSlow(2.5 * 1024 ** 3).fill(1); });`,
    { problem: /exceeded the 2 GB of memory/ },
  ),
  python('takes too much memory (T03)', `def test_a(): bytearray(3 << 30)\n`, {
    problem: /exceeded the 2 GB of memory/,
  }),
  node(
    'writes too much (T03)',
    `test('a', () => { fs.writeFileSync('x', ''); fs.truncateSync('x', 300 * 1024 ** 2); });`,
    { problem: /wrote more than they may: 256 MB/ },
  ),
];

/** Passes, and does what it can to the folder it runs in. */
export const vandal = node(
  'changes what it finds',
  `test('a', () => { fs.rmSync('gone.txt'); fs.writeFileSync('package.json', '{}'); fs.utimesSync('package.json', 0, 0); fs.mkdirSync('.git/hooks', { recursive: true }); fs.writeFileSync('.git/hooks/pre-commit', 'evil'); fs.writeFileSync('result.txt', 'of no matter'); WHAT });`,
);

/** Programs that leave processes behind; `MARK` names them for the test. */
export const leftovers: readonly BadProgram[] = [
  node(
    'a detached child (T08)',
    `test('a', () => { spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'MARK'], { detached: true, stdio: 'ignore' }).unref(); });`,
    { status: 'passed' },
  ),
  node(
    'a child that holds the output open',
    `test('a', () => { spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'MARK'], { detached: true, stdio: 'inherit' }).unref(); });`,
    { status: 'passed' },
  ),
  node(
    'forty processes that start others (T02)',
    `test('a', () => { for (let i = 0; i < 40; i += 1) spawn('/bin/sh', ['-c', 'sleep 1000 & sleep 1000 & wait', 'MARK'], { detached: true, stdio: 'ignore' }); for (;;); });`,
    timedOut,
  ),
  python(
    'a daemon by double fork (T08)',
    `def test_a():\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n            for fd in range(64):\n                try: os.close(fd)\n                except OSError: pass\n            os.execv("/bin/sh", ["sh", "-c", "sleep 1000; true", "MARK"])\n        os._exit(0)\n    os.wait()\n`,
    { status: 'passed' },
  ),
];
