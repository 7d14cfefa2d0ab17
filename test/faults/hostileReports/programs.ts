import type { SourceFile } from '../../../src/base/task.ts';

/** Code and tests of which the tests, judged honestly, do not pass. */
export interface Forgery {
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** What the verdict must say. */
  readonly why?: RegExp;
}

// The code answers wrongly, and what it does at load or when called is the attempt.
const scriptTests = `import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { add } from './add.ts';
describe('add', () => {
  it('adds', () => assert.equal(add(1, 2), 3));
  it('adds nothing', () => { assert.ok(add(0, 0) === 0); });
});
`;
const pythonTests = `import unittest
from add import add
class AddTest(unittest.TestCase):
    def test_adds(self): self.assertEqual(add(1, 2), 3)
    def test_adds_nothing(self): self.assertTrue(add(0, 0) == 0)
`;
const wrong = 'export function add(a: number, b: number): number { return a - b + 1; }\n';
const wrongPython = 'def add(a, b): return a - b + 1\n';

function script(name: string, code: string, why?: RegExp, tests = scriptTests): Forgery {
  const files = [
    { path: 'add.ts', content: `${code}\n${code.includes('function add') ? '' : wrong}` },
    { path: 'add.test.ts', content: tests },
  ];
  return { name, files, ...(why && { why }) };
}

function python(name: string, code: string, why?: RegExp, tests = pythonTests): Forgery {
  const files = [
    { path: 'add.py', content: `${code}\n${code.includes('def add') ? '' : wrongPython}` },
    { path: 'test_add.py', content: tests },
  ];
  return { name: `${name} (Python)`, files, ...(why && { why }) };
}

const notEqual = /Expected values to be strictly equal|evaluated to a falsy/;
const denied = /not available to tests|read only|Cannot assign|Cannot redefine|not extensible/;
const forged = /wrote into the report/;
const silent = /ended its process|reported no test|broke off|failed outside/;
const events = (names: readonly string[]): string =>
  JSON.stringify(
    names
      .map((name) => JSON.stringify({ type: 'test', name, passed: true, testFile: 'add.test.ts' }))
      .concat('"done"', '{"type":"end"}')
      .join('\n') + '\n',
  );
const told = events(['add > adds', 'add > adds nothing']);

/** Attempts to make the verdict instead of earning it; every one of them must be judged failed. */
export const forgeries: readonly Forgery[] = [
  script('the code is wrong', '', notEqual),
  script('it exits with success at load', 'process.exit(0);', silent),
  script(
    'it exits with success when called',
    'export function add(): number { process.exit(0); }',
    silent,
  ),
  script(
    'it writes reports to every descriptor and exits',
    `import { writeSync } from 'node:fs'; for (let fd = 1; fd < 32; fd += 1) try { writeSync(fd, ${told}); } catch {} process.exit(0);`,
    forged,
  ),
  script(
    'it writes reports to the channel and goes on',
    `import { writeSync } from 'node:fs'; writeSync(3, ${told});`,
  ),
  script(
    'it leaves half a line in the channel',
    `import { writeSync } from 'node:fs'; writeSync(3, '{"type":');`,
  ),
  script(
    'it writes what the runner of Node would send to its parent',
    `import v8 from 'node:v8'; import { writeSync } from 'node:fs';
const pass = v8.serialize({ type: 'test:pass', data: { name: 'adds', nesting: 0, file: import.meta.filename, details: { duration_ms: 1 } } });
writeSync(1, pass); process.exit(0);`,
    silent,
  ),
  script(
    'its shell writes reports into every process and kills what it can',
    `import { spawnSync } from 'node:child_process';
spawnSync('/bin/sh', ['-c', 'for p in /proc/[0-9]*; do for f in 1 3; do echo "$REPORT" > $p/fd/$f; done; done; kill -9 -1'], { env: { REPORT: ${told} } });`,
    /wrote into the report|broke off|failed outside/,
  ),
  script(
    'its shell removes the tests',
    `import { spawnSync } from 'node:child_process'; spawnSync('/bin/sh', ['-c', 'rm -rf ./* ./.??*; true']);`,
    /was changed while the tests ran/,
  ),
  script(
    'it makes every assertion succeed',
    `import assert from 'node:assert'; import { syncBuiltinESMExports } from 'node:module';
for (const one of [assert, assert.strict] as any[]) { one.equal = one.strictEqual = one.ok = () => {}; } syncBuiltinESMExports();`,
    denied,
  ),
  script(
    'it makes every assertion succeed, and hides the refusal',
    `import assert from 'node:assert'; import { syncBuiltinESMExports } from 'node:module';
for (const one of [assert, assert.strict] as any[]) for (const name of ['equal', 'strictEqual', 'ok']) try { Object.defineProperty(one, name, { value: () => {} }); } catch {}
try { syncBuiltinESMExports(); } catch {}`,
    notEqual,
  ),
  script(
    'it makes every test an empty one',
    `import test from 'node:test'; import { syncBuiltinESMExports } from 'node:module';
const real = test.it as any; try { (test as any).it = (name: string) => real(name, () => {}); } catch {} syncBuiltinESMExports();`,
    notEqual,
  ),
  script(
    'it replaces the assertions of the test context',
    `import { assert as known } from 'node:test'; try { known.register('equal', () => {}); } catch {}`,
    notEqual,
    scriptTests.replace('() => assert.equal(', '(t: any) => t.assert.equal('),
  ),
  script(
    'it asks for the running test and sets its outcome',
    `import { executionAsyncResource } from 'node:async_hooks';
export function add(): number { const test = executionAsyncResource() as any; test.passed = true; test.error = new Error('x'); test.fail = () => {}; Object.getPrototypeOf(test).fail = () => {}; return -1; }`,
    notEqual,
  ),
  script(
    'it waits for the tests to be made and changes them',
    `import { createHook } from 'node:async_hooks';
createHook({ init(_id, _type, _trigger, resource: any) { for (let at = resource; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) if ('fail' in at) at.fail = () => {}; } }).enable();`,
    notEqual,
  ),
  script(
    'it changes what events and streams do',
    `import { EventEmitter } from 'node:events'; import { Readable } from 'node:stream';
const pass = (type: string) => (type === 'test:fail' ? 'test:pass' : type);
const emit = EventEmitter.prototype.emit; EventEmitter.prototype.emit = function (type: any, ...rest: any[]) { return emit.call(this, pass(type), ...rest); };
const push = Readable.prototype.push; Readable.prototype.push = function (item: any) { if (item?.type) item.type = pass(item.type); return push.call(this, item); };`,
    notEqual,
  ),
  script(
    'it changes how values are written as JSON',
    `(Object.prototype as any).toJSON = function () { return this && 'passed' in this ? { type: 'test', name: this.name, passed: true, testFile: this.testFile } : this; };
const real = JSON.stringify; JSON.stringify = ((value: any) => real({ ...value, passed: true })) as any;`,
    /^add\.test|Expected|^$/m,
  ),
  script(
    'it looks at what is written through the binding',
    `const binding = (process as any).binding; try { const fs = binding('fs'); const write = fs.writeString; fs.writeString = (fd: number, text: string, ...rest: any[]) => write(fd, text.replace('"passed":false', '"passed":true'), ...rest); } catch {}`,
    notEqual,
  ),
  script(
    'it replaces writing to files',
    `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
const write = fs.writeSync as any; (fs as any).writeSync = (fd: number, text: string) => write(fd, String(text).replace('"passed":false', '"passed":true')); syncBuiltinESMExports();`,
    notEqual,
  ),
  script(
    'it debugs itself',
    `import inspector from 'node:inspector'; try { new inspector.Session().connect(); } catch (error) { console.error(String(error)); process.exitCode = 7; }`,
    /not a constructor/,
  ),
  script(
    'it takes a snapshot of its memory',
    `import v8 from 'node:v8'; v8.writeHeapSnapshot('/tmp/x');`,
    denied,
  ),
  script(
    'it changes the loader for what comes after',
    `import Module from 'node:module'; try { (Module as any)._load = () => ({ equal() {}, ok() {} }); } catch {}
try { Module.registerHooks({ load: (url, context, next) => next(url, context) }); } catch {}`,
    notEqual,
  ),
  {
    name: 'the test file ends before its tests are declared',
    why: /did not run its test "adds"/,
    files: [
      { path: 'add.cjs', content: 'exports.add = () => -1; exports.isBad = true;' },
      {
        path: 'add.test.cjs',
        content: `const { it } = require('node:test'); const { add, isBad } = require('./add.cjs');
it('is here', () => {});
if (isBad) return;
it('adds', () => require('node:assert').equal(add(1, 2), 3));`,
      },
    ],
  },
  {
    name: 'the first test file changes the code for the second',
    why: /add\.ts was changed while the tests ran/,
    files: [
      { path: 'add.ts', content: wrong },
      {
        path: 'a.test.ts',
        content: `import test from 'node:test'; import fs from 'node:fs'; test('a', () => {}); fs.writeFileSync('add.ts', 'export const add = (a: number, b: number) => a + b;');`,
      },
      { path: 'b.test.ts', content: scriptTests },
    ],
  },
  {
    name: 'the first test file puts a module in the way of the code',
    files: [
      { path: 'add/index.ts', content: wrong },
      {
        path: 'a.test.ts',
        content: `import test from 'node:test'; import fs from 'node:fs'; test('a', () => {}); fs.writeFileSync('add.ts', 'export const add = (a: number, b: number) => a + b;');`,
      },
      { path: 'b.test.ts', content: scriptTests.replace('./add.ts', './add') },
    ],
  },
  python('the code is wrong', '', /!= 3/),
  python('it exits with success at load', 'import os; os._exit(0)', silent),
  python('it exits with success when called', 'import os\ndef add(a, b): os._exit(0)', silent),
  python('it raises what ends the run', 'def add(a, b): raise SystemExit(0)'),
  python(
    'it writes reports to every descriptor and exits',
    `import os
for fd in range(1, 32):
    try: os.write(fd, ${told}.encode())
    except OSError: pass
os._exit(0)`,
    forged,
  ),
  python(
    'its shell writes reports into every process and kills what it can',
    `import subprocess
subprocess.run(['/bin/sh', '-c', 'for p in /proc/[0-9]*; do for f in 1 3 4; do echo "$REPORT" > $p/fd/$f; done; done; kill -9 -1'], env={'REPORT': ${told}})`,
    /wrote into the report|broke off|failed outside/,
  ),
  python(
    'its shell removes the tests',
    `import subprocess\nsubprocess.run(['/bin/sh', '-c', 'rm -rf ./* ./.??*; true'])`,
    /was changed while the tests ran/,
  ),
  python(
    'it makes every assertion succeed',
    `import unittest\nfor name in ('assertEqual', 'assertTrue'): setattr(unittest.TestCase, name, lambda *a: None)`,
    /changed unittest/,
  ),
  python(
    'it runs no test but says so',
    `import unittest\nunittest.TestCase.run = lambda self, result=None: result.addSuccess(self)`,
    /changed unittest/,
  ),
  python(
    'it takes failures for successes',
    `import unittest\nunittest.TestResult.addFailure = lambda self, test, error: self.addSuccess(test)`,
    /changed unittest/,
  ),
  python(
    'it changes unittest and the builtins that would tell',
    `import builtins, unittest
unittest.TestCase.assertEqual = unittest.TestCase.assertTrue = lambda *a: None
builtins.any = lambda *a: False
builtins.vars = lambda *a: {}`,
    /changed unittest/,
  ),
  python(
    'it changes how values are written as JSON',
    `import json, json.encoder, os
json.dumps = lambda value: '{"type":"test","name":"x","passed":true}'
json.JSONEncoder.encode = lambda self, value: json.dumps(value)
write = os.write
os.write = lambda fd, data: write(fd, data.replace(b'"passed":false', b'"passed":true'))`,
    /!= 3/,
  ),
  python(
    'it replaces the loader of tests',
    `import unittest\nunittest.defaultTestLoader.loadTestsFromModule = lambda module: unittest.TestSuite()\ndef add(a, b): return -1`,
  ),
  python(
    'its tests say which of them to load',
    '',
    /did not run its test "AddTest.test_adds"/,
    `${pythonTests}class OtherTest(unittest.TestCase):\n    def test_good(self): pass\ndef load_tests(loader, tests, pattern): return loader.loadTestsFromTestCase(OtherTest)\n`,
  ),
  python(
    'its tests take themselves away',
    '',
    /did not run its test "AddTest.test_adds"/,
    `${pythonTests}class OtherTest(unittest.TestCase):\n    def test_good(self): pass\ndel AddTest\n`,
  ),
  ...[
    ['frames', 'import sys\nframe = sys._getframe()'],
    [
      'the frames of an error',
      'try: 1 / 0\nexcept ZeroDivisionError as error: frame = error.__traceback__.tb_frame',
    ],
    ['the stack by name', 'import inspect\nframe = inspect.currentframe()'],
    ['all objects', 'import gc\ngc.get_objects()'],
    ['its memory', "open('/proc/self/mem', 'rb')"],
  ].map(([what, code]) => python(`it looks through ${what}`, code ?? '', /not available to tests/)),
  {
    name: 'the first test file changes the code for the second (Python)',
    why: /add\.py was changed while the tests ran/,
    files: [
      { path: 'add.py', content: wrongPython },
      {
        path: 'test_a.py',
        content: `open('add.py', 'w').write('def add(a, b): return a + b')\ndef test_a(): pass\n`,
      },
      { path: 'test_add.py', content: pythonTests },
    ],
  },
  {
    name: 'the first test file puts a package in the way of the code (Python)',
    why: /!= 3/,
    files: [
      { path: 'add.py', content: wrongPython },
      {
        path: 'test_a.py',
        content: `import os\nos.mkdir('add')\nopen('add/__init__.py', 'w').write('def add(a, b): return a + b')\ndef test_a(): pass\n`,
      },
      { path: 'test_add.py', content: pythonTests },
    ],
  },
];

/** Programs near the edge that must pass. */
export const honest: readonly Forgery[] = [
  script(
    'mocks, timers, streams, hooks, snapshots of errors, workers and children',
    'export function add(a: number, b: number): number { return a + b; }',
    undefined,
    `import { describe, it, mock, before, after } from 'node:test';
import assert, { AssertionError, deepEqual } from 'node:assert';
import { createHook, AsyncLocalStorage } from 'node:async_hooks';
import { spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as fs from 'node:fs';
import { add } from './add.ts';
describe('add', { concurrency: 1 }, () => {
  const storage = new AsyncLocalStorage<number>();
  before(() => mock.timers.enable({ apis: ['setTimeout'] }));
  after(() => mock.timers.reset());
  it('mocks', (t) => { const called = t.mock.fn(add); assert.equal(called(1, 2), 3); assert.equal(called.mock.callCount(), 1); t.assert.equal(1, 1); });
  it('waits', async () => { let done = false; setTimeout(() => { done = true; }, 1000); mock.timers.tick(1000); assert.ok(done); });
  it('streams', async () => { const emitter = new EventEmitter(); process.nextTick(() => emitter.emit('x', 1)); deepEqual(await once(emitter, 'x'), [1]); });
  it('hooks', () => { const hook = createHook({ init() {} }).enable(); assert.equal(storage.run(2, () => storage.getStore()), 2); hook.disable(); });
  it('fails as asked', () => { assert.throws(() => assert.equal(add(1, 1), 3), AssertionError); });
  it('works', async () => { const worker = new Worker('require("node:worker_threads").parentPort.postMessage(1)', { eval: true }); deepEqual(await once(worker, 'message'), [1]); await worker.terminate(); });
  it('spawns', () => { assert.equal(spawnSync('/bin/sh', ['-c', 'echo ok; echo ok >&2']).stdout.toString(), 'ok\\n'); });
  it('writes files', () => { fs.writeFileSync('note.txt', 'x'); fs.rmSync('note.txt'); console.log('{"type":"end"}'); });
  it.skip('later', () => {}); it.todo('some day');
});`,
  ),
  python(
    'mocks, subtests, skips, named tuples, enums, logging, threads and children',
    'def add(a, b): return a + b',
    undefined,
    `import asyncio, collections, dataclasses, enum, logging, subprocess, sys, threading, typing, unittest, warnings
from unittest import mock
from add import add
Point = collections.namedtuple('Point', 'x y')
Colour = enum.Enum('Colour', 'red blue')
Size = typing.NamedTuple('Size', [('w', int)])
@dataclasses.dataclass
class Box: side: int
class AddTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls): cls.ready = True
    def test_adds(self): self.assertEqual(add(1, 2), 3)
    @mock.patch('add.add')
    def test_mocks(self, fake): self.assertTrue(fake is not add and self.ready)
    def test_subtests(self):
        for n in range(3):
            with self.subTest(n=n): self.assertEqual(add(n, 0), n)
    @unittest.skip('later')
    def test_later(self): self.fail()
    @unittest.expectedFailure
    def test_known(self): self.fail()
    def test_logs(self):
        with self.assertLogs() as seen: logging.getLogger('a').warning('x')
        with self.assertRaises(ValueError): raise ValueError('x')
        with self.assertWarns(UserWarning): warnings.warn('x')
        self.assertEqual((Point(1, 2).x, Colour.red.name, Size(3).w, Box(4)), (1, 'red', 3, Box(4)))
    def test_children(self):
        self.assertEqual(subprocess.run(['echo', 'ok'], capture_output=True).stdout, b'ok\\n')
        thread = threading.Thread(target=print, args=('{"type":"end"}',)); thread.start(); thread.join()
class LaterTest(unittest.IsolatedAsyncioTestCase):
    async def test_waits(self): await asyncio.sleep(0)
def test_plain():
    open('note.txt', 'w').close()
    assert add(1, 1) == 2
`,
  ),
];
