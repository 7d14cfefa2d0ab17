import type { FoundSecret } from '../base/findSecrets.ts';
import { findSecrets } from '../base/findSecrets.ts';
import { userText, type UserText } from '../base/userText.ts';
import type { Model, ModelEvent, ModelRequest } from '../llm/model.ts';
import type { ModelCatalog } from '../llm/modelCatalog.ts';

/** A request that names the model it goes to. */
export type SettledRequest = ModelRequest & { readonly model: string };

/** Lets a request go where it goes, or throws. */
export type RequireSafe = (request: SettledRequest) => Promise<void>;

/**
 * A model that is asked only what may leave the machine. Which model a request goes to is settled
 * first, and whether that runs elsewhere: a role of the settings may name one nobody has met yet.
 */
export function guardModel(
  model: Model,
  catalog: Pick<ModelCatalog, 'choose' | 'require'>,
  requireSafe: RequireSafe,
): Model {
  const safe = async <R extends ModelRequest>(request: R): Promise<R> => {
    const name = await catalog.choose(request);
    await catalog.require(name, request.signal);
    const settled = { ...request, model: name };
    await requireSafe(settled);
    return settled;
  };
  return {
    stream: (request) => guardStream(model, () => safe(request)),
    generate: async (request, onEvent) => model.generate(await safe(request), onEvent),
    generateObject: async (request, onEvent) => model.generateObject(await safe(request), onEvent),
  };
}

async function* guardStream(
  model: Model,
  safe: () => Promise<ModelRequest>,
): AsyncGenerator<ModelEvent> {
  yield* model.stream(await safe());
}

/** What in the texts of a request looks like a secret. */
export function secretsOf({ messages, suffix = '' }: ModelRequest): readonly FoundSecret[] {
  const texts = [...messages.map(({ content }) => content), suffix];
  const found = texts.flatMap((text) => findSecrets(text));
  return [...new Map(found.map((secret) => [secret.id, secret])).values()];
}

/** One sentence about a secret that would go to a host; never the secret. */
export function secretText({ kind, name }: FoundSecret, host: string): UserText {
  switch (kind) {
    case 'private-key':
      return userText('A private key would be sent to {0}.', host);
    case 'token':
      return userText('What looks like an access token ({1}) would be sent to {0}.', host, name);
    case 'password':
      return userText(
        'What looks like a password or key, “{1}”, would be sent to {0}.',
        host,
        name,
      );
    case 'address':
      return userText('An address with a password would be sent to {0}.', host);
  }
}
