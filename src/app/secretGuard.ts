import type { FoundSecret } from '../base/findSecrets.ts';
import { findSecrets } from '../base/findSecrets.ts';
import { userText, type UserText } from '../base/userText.ts';
import type { Model, ModelEvent, ModelRequest } from '../llm/model.ts';

/** Lets a request go where it goes, or throws. */
export type RequireSafe = (request: ModelRequest) => Promise<void>;

/** A model that is asked only what may leave the machine. */
export function guardModel(model: Model, requireSafe: RequireSafe): Model {
  return {
    stream: (request) => guardStream(model, request, requireSafe),
    async generate(request, onEvent) {
      await requireSafe(request);
      return model.generate(request, onEvent);
    },
    async generateObject(request, onEvent) {
      await requireSafe(request);
      return model.generateObject(request, onEvent);
    },
  };
}

async function* guardStream(
  model: Model,
  request: ModelRequest,
  requireSafe: RequireSafe,
): AsyncGenerator<ModelEvent> {
  await requireSafe(request);
  yield* model.stream(request);
}

/** What in the messages of a request looks like a secret. */
export function secretsOf({ messages }: ModelRequest): readonly FoundSecret[] {
  const found = messages.flatMap(({ content }) => findSecrets(content));
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
