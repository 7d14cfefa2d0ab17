import type { ServerModel, ServerModelDetails } from './modelServer.ts';

/**
 * The best of the installed models for code: one in memory, else one made for code, else the one
 * installed last (lists come newest first). Models that only embed are left out.
 */
export function pickModel<T extends ServerModel>(
  models: readonly T[],
  loaded: readonly string[],
): T | undefined {
  const usable = models.filter((model) => !looksEmbedding(model));
  return (
    usable.find((model) => loaded.includes(model.name)) ??
    usable.find((model) => /code|coder|devstral/i.test(model.name)) ??
    usable[0]
  );
}

/** Models that are asked whether they embed, at most: a message waits. */
const mostAsked = 2;

/**
 * A model that embeds as the server lists it: one of which that is known, else one that looks like
 * it and says so when asked. Models that run elsewhere are none: what is remembered stays here.
 */
export async function findEmbedder<T extends ServerModel>(
  models: readonly T[],
  known: ReadonlyMap<string, ServerModelDetails>,
  ask: (model: string) => Promise<ServerModelDetails>,
): Promise<T | undefined> {
  const here = models.filter((model) => model.remoteHost === undefined);
  const found = here.find((model) => embeds(known.get(model.name)));
  if (found) return found;
  const likely = here.filter((model) => looksEmbedding(model)).slice(0, mostAsked);
  for (const model of likely) if (embeds(await ask(model.name))) return model;
  return undefined;
}

function embeds(details: ServerModelDetails | undefined): boolean {
  return details?.remoteHost === undefined && details?.capabilities.includes('embedding') === true;
}

/** Only a first look: names and families say nothing for sure. */
function looksEmbedding({ name, family = '' }: ServerModel): boolean {
  return /embed|minilm|bge-|bert/i.test(`${name} ${family}`);
}
