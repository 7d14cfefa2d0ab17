import { readOrderSource } from './readOrderSource.ts';

/**
 * Runs one test file with the project's own vitest, jest or mocha and tells what its structured
 * report says, on descriptor 3, like the child of the Node runner. This process runs nothing of the
 * tests itself: the framework runs in one of its own and writes its report to a file of a name made
 * for it (vitest and jest: their JSON reporter; mocha: a reporter of ours beside this file).
 */
export function scriptFrameworkSource(framework: 'vitest' | 'jest' | 'mocha'): string {
  return `const framework = ${JSON.stringify(framework)};\n${source}`;
}

const source = String.raw`
const { spawn } = await import('node:child_process');
const { randomBytes } = await import('node:crypto');
const { existsSync, readFileSync, readSync, rmSync, writeSync } = await import('node:fs');
const { tmpdir } = await import('node:os');
const { dirname, join, relative, resolve, sep } = await import('node:path');
const { fileURLToPath } = await import('node:url');

const { word, root, file } = JSON.parse(readOrder());
const write = (value) => void writeSync(3, word + JSON.stringify(value) + '\n');
const cut = (text) => String(text ?? '').replace(/\u001b\[[0-9;]*m/g, '').slice(0, 4000);
const path = join(root, file);
const output = join(tmpdir(), randomBytes(12).toString('hex') + '.json');

${readOrderSource}

function manifest(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return {};
  }
}

function place(stack) {
  for (const line of String(stack ?? '').split('\n')) {
    const match = /(?:\(|at |^)(file:\/\/[^)]+?|[^()\s]*?):(\d+)(?::\d+)?\)?$/.exec(line.trim());
    if (!match) continue;
    const found = match[1].startsWith('file:') ? fileURLToPath(match[1]) : resolve(root, match[1]);
    const name = relative(root, found).split(sep).join('/');
    if (!name.startsWith('..') && !name.startsWith('node_modules/') && found.startsWith(root)) {
      return { file: name, line: Number(match[2]) };
    }
  }
  return undefined;
}

const project = manifest(root);
const home = join(root, 'node_modules', framework);
const { bin } = manifest(home);
const program = join(home, typeof bin === 'string' ? bin : bin?.[framework] ?? '');
const ownConfig = ['.mocharc.js', '.mocharc.cjs', '.mocharc.json', '.mocharc.jsonc', '.mocharc.yml', '.mocharc.yaml']
  .filter((name) => existsSync(join(root, name)))
  .map((name) => readFileSync(join(root, name), 'utf8'))
  .concat(JSON.stringify(project.mocha ?? {}))
  .join('\n');
const loadsItself = /require|loader|import/.test(ownConfig);
// A configuration is otherwise written into node_modules before it is read, which is read-only here.
const isAtLeast = (name, least) => {
  const [major, minor] = String(manifest(join(root, 'node_modules', name)).version).split('.').map(Number);
  return major > least[0] || (major === least[0] && minor >= least[1]);
};
const configLoader = framework === 'vitest' && isAtLeast('vite', [6, 1]) && isAtLeast('vitest', [3, 1])
  ? ['--configLoader', 'runner']
  : [];
const plans = {
  vitest: {
    args: ['run', path, '--root', root, '--reporter=json', '--outputFile=' + output, '--coverage.enabled=false', '--no-file-parallelism', ...configLoader],
    options: '',
  },
  jest: {
    args: ['--rootDir', root, '--runTestsByPath', path, '--json', '--outputFile=' + output, '--runInBand', '--ci',
      '--coverage=false', '--watchman=false', '--testLocationInResults', '--cacheDirectory', join(tmpdir(), 'jest')],
    options: /experimental-vm-modules/.test(JSON.stringify(project.scripts ?? {})) || project.type === 'module' ? '--experimental-vm-modules' : '',
  },
  mocha: {
    args: [path, '--reporter', join(dirname(fileURLToPath(import.meta.url)), 'mochaReporter.cjs'), '--reporter-option', 'output=' + output, '--exit'],
    options: loadsItself ? '' : process.env.NODE_OPTIONS ?? '',
  },
};
const { args, options } = plans[framework];
const run = spawn(process.execPath, [program, ...args], {
  cwd: root,
  stdio: ['ignore', 2, 2],
  env: { ...process.env, NODE_OPTIONS: options + ' --disable-warning=ExperimentalWarning', CI: '1', NO_COLOR: '1', FORCE_COLOR: '0' },
});
const code = await new Promise((resolve) => {
  run.on('error', () => resolve(-1));
  run.on('exit', (exit) => resolve(exit ?? -1));
});

function tell(name, status, message, stack, line, durationMs) {
  if (status !== 'passed' && status !== 'failed') {
    write({ type: 'skipped', name: cut(name), testFile: file });
    return;
  }
  const where = status === 'failed' ? place(stack) : undefined;
  write({
    type: 'test', name: cut(name), passed: status === 'passed', testFile: file, file,
    ...(line > 0 && { line }), ...where,
    ...(status === 'failed' && { message: cut(message) }),
    ...(durationMs >= 0 && { durationMs: Math.round(durationMs) }),
  });
}

/** The words of a failure before its stack. */
function words(text) {
  const lines = cut(text).split('\n');
  const end = lines.findIndex((line) => /^\s+at .*\d\)?$/.test(line));
  return (end > 0 ? lines.slice(0, end) : lines).join('\n').trim();
}

let report;
try {
  report = JSON.parse(readFileSync(output, 'utf8'));
  rmSync(output, { force: true });
} catch {
  write({ type: 'problem', message: framework + ' ended without a report (exit code ' + code + ').' });
}
let told = 0;
if (framework === 'mocha') {
  for (const test of report?.tests ?? []) {
    if (test.file !== path) continue;
    told += 1;
    tell(test.titles.join(' > '), test.state, words(test.message), test.stack, 0, test.duration);
  }
} else {
  for (const suite of report?.testResults ?? []) {
    if (relative(root, suite.name).split(sep).join('/') !== file) continue;
    for (const test of suite.assertionResults ?? []) {
      told += 1;
      const text = (test.failureMessages ?? []).join('\n');
      tell([...test.ancestorTitles.filter(Boolean), test.title].join(' > '), test.status, words(text), text, test.location?.line, test.duration);
    }
    if (suite.status === 'failed' && told === 0) {
      write({ type: 'problem', file, message: words(suite.message) || 'The test file could not be loaded.', ...place(suite.message) });
    }
  }
}
if (report && code !== 0 && told > 0 && !failed(report)) {
  write({ type: 'problem', message: framework + ' failed outside of the tests (exit code ' + code + ').' });
}
if (report && told > 0) writeSync(3, word + '"done"\n');

function failed(report) {
  if (framework === 'mocha') return report.tests.some((test) => test.state === 'failed');
  return report.testResults.some((suite) => suite.status === 'failed' || suite.assertionResults.some((test) => test.status === 'failed'));
}
process.exit(0);
`;

/** Mocha's part of it: writes every test with its titles, state and error as one JSON file. */
export const mochaReporterSource = String.raw`'use strict';
const { writeFileSync } = require('node:fs');

module.exports = function Reporter(runner, options) {
  const tests = [];
  const note = (test, state, error) => tests.push({
    titles: test.titlePath(), state, file: test.file ?? (test.parent && test.parent.file), duration: test.duration,
    ...(error && { message: String((error && error.message) || error), stack: String((error && error.stack) || '') }),
  });
  runner.on('pass', (test) => note(test, 'passed'));
  runner.on('fail', (test, error) => note(test, 'failed', error));
  runner.on('pending', (test) => note(test, 'pending'));
  runner.once('end', () => writeFileSync(options.reporterOptions.output, JSON.stringify({ tests })));
};
`;
