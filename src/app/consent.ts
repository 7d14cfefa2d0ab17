import { raceAbort } from '../base/abort.ts';
import type { ModelHost } from '../llm/modelSettings.ts';
import { userText, type UserText } from '../base/userText.ts';
import { CaravanError } from '../base/errors.ts';
import { consentMissing } from '../ollama/consent.ts';
import { isOnThisMachine, originOf, shownHost } from './hostSettings.ts';
import { secretsOf, secretText, type SettledRequest } from './secretGuard.ts';
import type { Settings } from './settings.ts';

/** Something the user has to agree to before what they wrote leaves this machine. */
export type ConsentRequest =
  | {
      readonly kind: 'host';
      /** Scheme, host and port. */
      readonly origin: string;
      readonly isEncrypted: boolean;
    }
  | { readonly kind: 'model'; readonly model: string; readonly remoteHost: string }
  | {
      readonly kind: 'secret';
      /** One sentence for each secret found, without the secret. */
      readonly found: readonly UserText[];
      /** Tells them apart from others: SHA-256 of each. */
      readonly ids: readonly string[];
    };

/**
 * Asks the user, or remembers that they agreed before. What was refused is asked again the next
 * time it is needed.
 */
export type AskConsent = (request: ConsentRequest) => Promise<boolean>;

/** What the user agreed to: other machines as hosts, and models that run elsewhere. */
export class Consent {
  readonly #settings: () => Settings;
  readonly #ask: AskConsent;
  readonly #agreed = new Set<string>();
  /** Models that were seen to run elsewhere, and where. */
  readonly #remoteModels = new Map<string, string>();
  readonly #asking = new Map<string, Promise<boolean>>();

  constructor(settings: () => Settings, ask: AskConsent) {
    this.#settings = settings;
    this.#ask = ask;
  }

  /** May text go to this host (its name as it is shown)? Asks nobody. */
  readonly mayAsk = (name: string): boolean => {
    const host = this.#hosts().find(({ url }) => shownHost(url) === name) ?? { url: name };
    const request = consentFor(host);
    return !request || this.#agreed.has(keyOf(request));
  };

  /** May this model be asked, though it runs elsewhere? */
  readonly mayRunAt = async (
    remoteHost: string,
    model: string,
    signal: AbortSignal,
  ): Promise<boolean> => {
    this.#remoteModels.set(model, remoteHost);
    return this.#agrees({ kind: 'model', model, remoteHost }, signal);
  };

  /**
   * Makes sure that the user agreed to every host of the settings, since any of them may be asked.
   * @throws CaravanError `consent-missing` naming the host.
   */
  async requireHosts(signal: AbortSignal): Promise<void> {
    for (const host of this.#hosts()) {
      const request = consentFor(host);
      if (request && !(await this.#agrees(request, signal))) {
        throw consentMissing(shownHost(host.url));
      }
    }
  }

  /**
   * Makes sure that the user agreed to every secret of a request that may leave this machine. The
   * answer is remembered for as long as this object lives.
   * @throws CaravanError `consent-missing` saying what was found.
   */
  readonly requireSafe = async (request: SettledRequest): Promise<void> => {
    const host = this.#wayOut(request.model);
    if (host === undefined) return;
    const secrets = secretsOf(request).filter(({ id }) => !this.#agreed.has(id));
    const found = secrets.map((secret) => secretText(secret, host));
    const [text] = found;
    if (text === undefined) return;
    const ids = secrets.map(({ id }) => id);
    if (!(await this.#agrees({ kind: 'secret', found, ids }, request.signal))) {
      throw new CaravanError('consent-missing', {
        text,
        kept: userText('Nothing was sent.'),
        next: userText(
          'Take it out of the files or the message, use a model on this machine, or agree when Caravan asks.',
        ),
        data: { host },
      });
    }
    for (const id of ids) this.#agreed.add(id);
  };

  /** Where text of a request may go outside of this machine, as it is shown. */
  #wayOut(model: string): string | undefined {
    const host = this.#hosts().find((each) => consentFor(each) !== undefined);
    return host ? shownHost(host.url) : this.#remoteModels.get(model);
  }

  #hosts(): readonly ModelHost[] {
    const { host, access, moreHosts = [] } = this.#settings();
    return [{ ...access, url: host }, ...moreHosts];
  }

  async #agrees(request: ConsentRequest, signal: AbortSignal): Promise<boolean> {
    const key = keyOf(request);
    if (this.#agreed.has(key)) return true;
    // Two runs that need the same answer ask one question.
    const asked =
      this.#asking.get(key) ?? this.#ask(request).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asked);
    const agreed = await raceAbort(asked, signal);
    if (agreed) this.#agreed.add(key);
    return agreed;
  }
}

/** A stable name for what is asked: what is remembered. */
export function keyOf(request: ConsentRequest): string {
  switch (request.kind) {
    case 'host':
      return `host ${request.origin}`;
    case 'model':
      return `model ${request.model} ${request.remoteHost}`;
    case 'secret':
      return `secret ${request.ids.join(' ')}`;
  }
}

/** What has to be asked before text goes to a host; nothing for this machine. */
function consentFor(host: ModelHost): ConsentRequest | undefined {
  const origin = originOf(host.url);
  // What cannot be read as an address fails with its own message before anything is sent.
  if (origin === undefined || isOnThisMachine(host)) return undefined;
  return { kind: 'host', origin, isEncrypted: origin.startsWith('https:') };
}
