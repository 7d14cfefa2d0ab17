import { fillsMiddle } from '../agents/fillTest.ts';
import { modelRecordSchema, type ModelRecord } from '../agents/modelRecord.ts';
import { testModel } from '../agents/selfTest.ts';
import type { Model } from '../agents/types.ts';
import type { Clock } from '../base/clock.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import type { Logger } from '../base/logger.ts';
import type { ModelCatalog, ModelInfo } from '../llm/modelCatalog.ts';
import { routeOf } from '../llm/modelRouter.ts';
import { ModelRecords, type RecordKey } from '../workflow/modelRecords.ts';
import type { RunPorts } from '../workflow/ports.ts';
import type { Settings } from './settings.ts';

/** Which model is meant, whom to ask what it can do, and where that is kept. */
export interface ModelRecordDeps {
  readonly model: Model;
  readonly catalog: ModelCatalog;
  readonly settings: () => Settings;
  readonly fileSystem: FileSystem;
  /** Where the records are kept (absolute). */
  readonly file: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What is known of models, or found out when it is first of use. Not to know it is no failure. */
export interface KnownModels {
  /** What is known of the model that writes a run's code, on the server that has it. */
  readonly recordOf: (runId: string, name?: string) => NonNullable<RunPorts['record']>;
  /**
   * Whether a model fills in between two pieces of code. Where its server says that it can and
   * nobody has seen it yet, that is asked for in one short call, once.
   */
  readonly fills: (name: string, signal: AbortSignal) => Promise<boolean>;
}

/** Keeps the records of models by digest and server version. */
export function createKnownModels(deps: ModelRecordDeps): KnownModels {
  const { catalog, clock, logger } = deps;
  const records = new ModelRecords(deps.fileSystem, deps.file, logger);
  const keyOf = async (info: ModelInfo, signal: AbortSignal): Promise<RecordKey> => {
    const url = info.hosts?.[0];
    const hosts = await catalog.status(signal);
    const version = hosts.find((host) => host.url === url)?.version ?? '';
    return { digest: info.digest || `${info.name}@${url ?? ''}`, version };
  };
  const find = async (...[runId, name, signal, onEvent]: Ask): Promise<ModelRecord | undefined> => {
    if (!onEvent && !(await records.hasAny())) return undefined;
    const info = await coderModel(deps, name, signal);
    const key = await keyOf(info, signal);
    if (!onEvent) return records.known(key);
    const model = alwaysAsking(deps.model, info.name);
    const test = (measuring: AbortSignal): ReturnType<typeof testModel> =>
      testModel(
        { model, signal: measuring, emit: onEvent, affinity: runId },
        clock,
        info.capabilities,
      );
    return records.of(key, test, signal);
  };
  const orNothing = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      signal.throwIfAborted();
      logger.warn('What the model can do is not known', error);
      return undefined;
    }
  };
  // Code at the cursor waits for no question about servers but the first time.
  const filling = new Map<string, boolean>();
  const fills = async (name: string, signal: AbortSignal): Promise<boolean> => {
    const info = await coderModel(deps, name, signal);
    if (!info.capabilities.includes('insert')) return false;
    const known = filling.get(info.digest);
    if (known !== undefined) return known;
    const model = alwaysAsking(deps.model, info.name);
    const context = { model, signal, emit: () => undefined, affinity: 'insert' };
    const key = await keyOf(info, signal);
    const found = await records.fills(key, () => fillsMiddle(context, 'interactive'));
    if (info.digest !== '') filling.set(info.digest, found);
    return found;
  };
  return {
    recordOf: (runId, name) => async (signal, onEvent) => {
      const record = await orNothing(signal, find(runId, name, signal, onEvent));
      return record && name === undefined ? forRoles(record, deps.settings()) : record;
    },
    fills: async (name, signal) => (await orNothing(signal, fills(name, signal))) ?? false,
  };
}

type Ask = [
  runId: string,
  name: string | undefined,
  ...Parameters<NonNullable<RunPorts['record']>>,
];

const decidingRoles = ['intent', 'planner', 'debugger', 'reflection', 'critic'];

/** The coder's record as it holds for a whole run: decisions that other models make are theirs. */
function forRoles(record: ModelRecord, { roles }: Settings): ModelRecord {
  const coder = routeOf(roles, 'coder', 'high');
  if (decidingRoles.every((role) => routeOf(roles, role, 'high') === coder)) return record;
  return modelRecordSchema.omit({ structured: true }).parse(record);
}

/** The model of that name, else of the coder's role where the settings name one that is there, else the default. */
async function coderModel(
  { catalog, settings }: ModelRecordDeps,
  name: string | undefined,
  signal: AbortSignal,
): Promise<ModelInfo> {
  const wanted = name ?? routeOf(settings().roles, 'coder', 'high');
  const models = wanted === undefined ? [] : await catalog.list(signal);
  const names = [wanted, `${wanted ?? ''}:latest`];
  return models.find(({ name }) => names.includes(name)) ?? catalog.resolveDefault(signal);
}

/** A model that asks the one of that name, whatever the settings say. */
export function alwaysAsking(model: Model, name: string): Model {
  return {
    stream: (request) => model.stream({ ...request, model: name }),
    generate: (request, ...rest) => model.generate({ ...request, model: name }, ...rest),
    generateObject: (request, ...rest) =>
      model.generateObject({ ...request, model: name }, ...rest),
  };
}
