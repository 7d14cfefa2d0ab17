import type { Model } from '../agents/types.ts';
import type { ModelClient } from '../llm/modelClient.ts';
import type { Caravan } from './caravan.ts';
import { diagnose } from './diagnose.ts';
import { insertCode } from './insertCode.ts';
import type { KnownModels } from './modelRecords.ts';
import type { TaskWorkDeps } from './taskWork.ts';

interface ModelDeskDeps {
  readonly client: ModelClient;
  /** The client's model, guarded and traced. */
  readonly model: Model;
  readonly resolveModel: TaskWorkDeps['resolveModel'];
  readonly fills: KnownModels['fills'];
  /** @throws CaravanError `workspace-untrusted`. */
  readonly requireTrust: () => void;
}

/** What the core offers about models, and what it asks of one outside of runs. */
export type ModelDesk = Pick<
  Caravan,
  'insert' | 'models' | 'pullModel' | 'deleteModel' | 'diagnose' | 'accessKeysChanged' | 'trace'
>;

/** Manages the models of all hosts, and writes code at a cursor. */
export function createModelDesk(deps: ModelDeskDeps): ModelDesk {
  const { client, requireTrust } = deps;
  return {
    insert: (request, signal) => {
      requireTrust();
      return insert(deps, request, signal);
    },
    models: (signal) => client.catalog.list(signal),
    pullModel: (name, onProgress, signal) => client.catalog.pull(name, onProgress, signal),
    deleteModel: (name, host, signal) => client.catalog.delete(name, host, signal),
    diagnose: (signal) => diagnose(client.catalog, signal),
    accessKeysChanged: () => client.forgetKeys(),
    trace: () => client.trace(),
  };
}

async function* insert(
  { client, model, resolveModel, fills }: ModelDeskDeps,
  ...[request, signal]: Parameters<Caravan['insert']>
): AsyncIterable<string> {
  await resolveModel(signal);
  const role = { label: 'insert', lane: 'interactive', messages: [], signal } as const;
  const name = await client.catalog.choose(role);
  const target = { model, name, fills: await fills(name, signal) };
  yield* insertCode(target, request, signal);
}
