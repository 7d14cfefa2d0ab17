#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Caravan } from './app/caravan.ts';
import { createCaravan } from './app/createCaravan.ts';
import { systemClock } from './base/clock.ts';
import { CaravanError, describeError, toErrorInfo } from './base/errors.ts';
import { silentLogger } from './base/logger.ts';
import { translate, userText, type L10nBundle, type UserText } from './base/userText.ts';
import { accessKeyVariable, readAccessKeys } from './node/accessKeys.ts';
import { ask, exitCodes } from './node/ask.ts';
import { parseCliOptions, usage, type CliOptions } from './node/cliOptions.ts';
import { doctorReport } from './node/doctor.ts';
import { loadLanguage } from './node/language.ts';
import { createNodeFileSystem } from './node/nodeFileSystem.ts';
import { nodeSettings, parseOllamaHost } from './node/nodeSettings.ts';
import { createNodeWriter } from './node/nodeWriter.ts';
import { createPlanPrompt } from './node/planPrompt.ts';
import { nodeProcessOwner } from './node/processOwner.ts';
import { runListJson, runListText } from './node/runList.ts';
import { createJsonPrinter, createTextPrinter, traceLines } from './node/runPrinter.ts';
import { readSettingsFile } from './node/settingsFile.ts';
import { stateFolder } from './node/stateFolder.ts';
import { createValidator } from './validate/createValidator.ts';

/** Milliseconds the core may take to end after the last event or Ctrl+C. */
const shutdownDeadline = 2_000;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const bundle = await loadLanguage(new URL('../../l10n/', import.meta.url), process.env);
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) process.exit(exitCodes.cancelled);
    abort.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const options = parseCliOptions(argv);
    if (options.command === 'help') process.stdout.write(usage);
    if (options.command === 'help') return exitCodes.done;
    const caravan = await createCore(options);
    try {
      if (options.command === 'doctor') {
        return await doctor(caravan, options.json, bundle, abort.signal);
      }
      if (options.command === 'runs') return await listRuns(caravan, options.json);
      return await runAsk(caravan, options, bundle, abort.signal);
    } finally {
      await caravan.shutdown(shutdownDeadline);
    }
  } catch (error) {
    process.stderr.write(`${describeError(toErrorInfo(error), bundle)}\n`);
    const isUsage = error instanceof CaravanError && error.code === 'invalid-argument';
    return isUsage ? exitCodes.usage : exitCodes.noResult;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

async function createCore(options: Exclude<CliOptions, { command: 'help' }>): Promise<Caravan> {
  const isAsk = options.command === 'ask';
  const isDoctor = options.command === 'doctor';
  const folder = path.resolve(isDoctor ? '.' : options.folder);
  const fileSystem = createNodeFileSystem();
  if ((await fileSystem.stat(folder))?.kind !== 'directory') throw noFolder(folder);
  const [host, ...others] = options.hosts;
  const file = options.settings === undefined ? {} : await readSettingsFile(options.settings);
  // With --json the plan is not shown to a person.
  const canAsk = process.stdin.isTTY && process.stderr.isTTY && !options.json;
  if (isAsk && options.approvePlan && !canAsk) throw noTerminal();
  const settings = nodeSettings(
    {
      ...(host !== undefined && {
        host,
        moreHosts: others.map((url) => ({ url: parseOllamaHost(url) })),
      }),
      ...(options.model !== undefined && { model: options.model }),
      ...(isAsk && options.allowUnsandboxedTests && { allowUnsandboxedTests: true }),
      // What is written when is what --apply says.
      approveWrites: true,
      // Where nobody can be asked, the plan is printed and the run goes on.
      ...(isAsk && (options.approvePlan || !canAsk) && { approvePlan: options.approvePlan }),
    },
    process.env,
    file,
  );
  const accessKey = readAccessKeys(process.env[accessKeyVariable], settings.value.host);
  // Nothing that this process starts has any use for it.
  delete process.env[accessKeyVariable];
  const storageFolder =
    !isDoctor && options.storage !== undefined ? path.resolve(options.storage) : undefined;
  return createCaravan({
    settings,
    accessKey,
    // Nobody is there to look at what looks like a secret.
    askConsent: async ({ kind }) => options.allowRemote && kind !== 'secret',
    fileSystem,
    writer: createNodeWriter({ fileSystem }),
    folder: () => folder,
    isTrusted: () => true,
    storageFolder: storageFolder ?? stateFolder(folder, process.env),
    owner: nodeProcessOwner,
    clock: systemClock,
    logger: silentLogger,
    loadEngine: async () => (await import('./workflow/engine.ts')).createWorkflowEngine,
    createValidator: (root) =>
      createValidator({
        folder: root,
        isTrusted: () => true,
        clock: systemClock,
        unsandboxed: settings.value.allowUnsandboxedTests ? 'allow' : 'refuse',
      }),
  });
}

async function runAsk(
  caravan: Caravan,
  options: Extract<CliOptions, { command: 'ask' }>,
  bundle: L10nBundle,
  signal: AbortSignal,
): Promise<number> {
  const output = {
    out: (text: string) => void process.stdout.write(text),
    error: (text: string) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
  };
  const print = options.json ? createJsonPrinter(output) : createTextPrinter(output, bundle);
  const decide = createPlanPrompt(process.stdin, process.stderr, bundle);
  const result = await ask(caravan, options, print, signal, decide).finally(async () => {
    if (options.trace !== undefined) await writeFile(options.trace, traceLines(caravan.trace()));
  });
  const say = (text: UserText): void => output.error(`${translate(text, bundle)}\n`);
  for (const file of result.written) say(userText('Written: {0}', file));
  if (result.draftPath !== undefined) say(userText('The draft is kept in {0}', result.draftPath));
  return result.exitCode;
}

async function doctor(
  caravan: Caravan,
  json: boolean,
  bundle: L10nBundle,
  signal: AbortSignal,
): Promise<number> {
  const diagnosis = await caravan.diagnose(signal);
  process.stdout.write(json ? JSON.stringify(diagnosis) + '\n' : doctorReport(diagnosis, bundle));
  return diagnosis.problem ? exitCodes.noModelServer : exitCodes.done;
}

async function listRuns(caravan: Caravan, json: boolean): Promise<number> {
  const runs = await caravan.listRuns();
  process.stdout.write(json ? runListJson(runs) : runListText(runs));
  return exitCodes.done;
}

function noTerminal(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('{0} needs a terminal to ask in.', '--approve-plan'),
    next: userText('Leave it out: the plan is printed and the run goes on.'),
  });
}

function noFolder(folder: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('There is no folder {0}.', folder),
    next: userText('Give an existing folder with --folder.'),
  });
}
