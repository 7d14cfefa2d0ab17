import { readOrderSource } from './readOrderSource.ts';

/**
 * Runs one test file in this process and tells each outcome on descriptor 3, each line beginning
 * with a word that the code it loads has no way to ask for. Before any of that code runs: what the
 * verdict rests on (the runner's events, the assertions, the loader) is put out of its reach, and so
 * are the interfaces that read or change the inside of the process. Input on descriptor 3, one line:
 * `{word, root, file, hashes}`.
 */
export const nodeTestSource = String.raw`import assert from 'node:assert';
import asyncHooks from 'node:async_hooks';
import { createHash } from 'node:crypto';
import inspector from 'node:inspector';
import Module, { registerHooks, syncBuiltinESMExports } from 'node:module';
import { readFileSync, readSync, writeSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';

const { word, root, file, hashes } = JSON.parse(readOrder());
const { apply, ownKeys } = Reflect;
const { defineProperty, freeze, getPrototypeOf, hasOwn } = Object;
const toJson = JSON.stringify;
const cutText = String.prototype.slice;
const cut = (value) => (typeof value === 'string' ? apply(cutText, value, [0, 4000]) : '');
const put = writeSync;
const write = (line) => void put(3, word + line + '\n');
const names = [];

${readOrderSource}

// Everything here may meet objects of the tests: getters that throw, changed prototypes.
function told(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function place(error) {
  for (const line of String(error?.stack ?? '').split('\n')) {
    const match = /(?:\(|at |^)(file:\/\/[^)]+?|[^()]*?):(\d+)(?::\d+)?\)?$/.exec(line.trim());
    if (!match) continue;
    const path = match[1].startsWith('file:') ? fileURLToPath(match[1]) : match[1];
    const name = relative(root, path).split(sep).join('/');
    if (!name.startsWith('..') && !name.startsWith('node_modules/') && path.startsWith(root)) {
      return { file: name, line: Number(match[2]) };
    }
  }
  return undefined;
}

function tell(type, data) {
  const passed = type === 'test:pass';
  const failure = data.details?.error;
  if (data.details?.type === 'suite' && (passed || failure?.failureType === 'subtestsFailed')) return;
  if (data.nesting === 0 && data.name === join(root, file)) {
    // No test, but the file itself: it passes also when it holds none.
    if (!passed) tellProblem(failure?.cause ?? failure);
    return;
  }
  let name = '';
  for (let depth = 0; depth < data.nesting; depth += 1) name += names[depth] + ' > ';
  const line = data.file === join(root, file) ? data.line : undefined;
  const value = { __proto__: null, type: 'test', name: cut(name + data.name), passed, file, line, testFile: file };
  if (data.skip !== undefined || data.todo !== undefined) {
    value.type = 'skipped';
  } else if (!passed) {
    const error = failure?.cause ?? failure;
    const where = told(() => place(error));
    value.message = told(() => cut(error?.message ?? error)) ?? '';
    if (where) {
      value.file = where.file;
      value.line = where.line;
    }
  }
  value.durationMs = (data.details?.duration_ms ?? 0) | 0;
  write(toJson(value));
}

function tellProblem(error) {
  const message = told(() => cut(error.name + ': ' + error.message)) ?? 'failed outside of its tests';
  write(toJson({ __proto__: null, type: 'problem', message, file, ...told(() => place(error)) }));
}

function lock(object, name, value) {
  defineProperty(object, name, { value, writable: false, configurable: false });
}

function refuse(what) {
  return () => {
    throw new Error(what + ' is not available to tests.');
  };
}

// An async resource of the runner is the test itself, whose outcome could be set.
function isPartOfRunner(value) {
  for (let at = value; at; at = getPrototypeOf(at)) if (hasOwn(at, 'createSubtest')) return true;
  return false;
}

function closeProcess() {
  for (const name of ['binding', '_linkedBinding', '_debugProcess']) {
    lock(process, name, refuse('process.' + name));
  }
  for (const name of ['getHeapSnapshot', 'writeHeapSnapshot', 'setFlagsFromString', 'queryObjects', 'startupSnapshot']) {
    if (name in v8) lock(v8, name, refuse('v8.' + name));
  }
  for (const name of ['Session', 'open', 'url', 'console']) {
    lock(inspector, name, refuse('node:inspector'));
  }
  const resource = asyncHooks.executionAsyncResource;
  lock(asyncHooks, 'executionAsyncResource', () => {
    const value = resource();
    return isPartOfRunner(value) ? {} : value;
  });
  const createHook = asyncHooks.createHook;
  lock(asyncHooks, 'createHook', (hooks) => createHook({
    ...hooks,
    ...(hooks?.init && { init: (id, type, trigger, value) => hooks.init(id, type, trigger, isPartOfRunner(value) ? {} : value) }),
  }));
}

function lockFramework() {
  const { register } = test.assert;
  const known = new Set(ownKeys(assert));
  const has = known.has.bind(known);
  lock(test.assert, 'register', (name, check) => {
    if (has(name)) throw new Error('assert.' + name + ' cannot be replaced.');
    return register(name, check);
  });
  lock(test, 'run', refuse('run'));
  for (const one of [assert, assert.strict, assert.AssertionError, assert.Assert?.prototype, test, test.describe, test.it]) {
    if (one) freeze(one);
  }
  for (const name of ['_load', '_resolveFilename', 'registerHooks', 'register']) lock(Module, name, Module[name]);
  lock(Module.prototype, 'require', Module.prototype.require);
  lock(Module.prototype, '_compile', Module.prototype._compile);
}

const readFile = readFileSync;
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const path = url.startsWith('file:') ? fileURLToPath(url) : undefined;
    if (path === undefined || !hasOwn(hashes, path)) return loaded;
    if (createHash('sha256').update(readFile(path)).digest('hex') === hashes[path]) return loaded;
    throw new Error(path + ' was changed while the tests ran.');
  },
});

const start = test.run;
closeProcess();
lockFramework();
syncBuiltinESMExports();

const stream = start({ files: [join(root, file)], isolation: 'none', concurrency: 1 });
const emit = stream.emit;
// What the stream tells is taken here, before anything that the tests could have changed.
lock(stream, 'emit', function (type, data) {
  if (type === 'test:start') names[data.nesting] = data.name;
  else if (type === 'test:pass' || type === 'test:fail') tell(type, data);
  else if (type === 'test:summary') write('"done"');
  return apply(emit, stream, [type, data]);
});
stream.resume();
`;
