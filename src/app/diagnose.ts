import { toErrorInfo } from '../base/errors.ts';
import type { ModelCatalog } from '../llm/modelCatalog.ts';
import type { Diagnosis } from './caravan.ts';

/** Asks every host what it has and which model would be used; failures are part of the answer. */
export async function diagnose(catalog: ModelCatalog, signal: AbortSignal): Promise<Diagnosis> {
  const hosts = await catalog.status(signal);
  try {
    return { hosts, chosenModel: await catalog.resolveDefault(signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { hosts, problem: toErrorInfo(error) };
  }
}
