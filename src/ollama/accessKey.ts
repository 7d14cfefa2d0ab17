import { raceAbort } from '../base/abort.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/**
 * The bearer token for an origin (scheme, host and port), undefined without one. Asked before the
 * first request, and again after the server refused one.
 */
export type TokenSource = (origin: string) => Promise<string | undefined>;

/** Headers that show the key; none where there is no key. */
export type AccessHeaders = Readonly<Record<string, string>>;

const none: AccessHeaders = {};

/** The key to one origin: asked for when it is needed, never shown, never given to another. */
export class AccessKey {
  readonly #origin: string;
  readonly #host: string;
  readonly #source: TokenSource | undefined;
  /** What is sent, once that is known. */
  value: AccessHeaders | undefined;

  constructor(origin: string, host: string, source: TokenSource | undefined) {
    this.#origin = origin;
    this.#host = host;
    this.#source = source;
    if (!source) this.value = none;
  }

  /** @throws CaravanError `host-refused` for a token no header can carry. */
  async ask(signal: AbortSignal | undefined): Promise<AccessHeaders> {
    const asked = this.#source?.(this.#origin) ?? Promise.resolve(undefined);
    const token = (await raceAbort(asked, signal))?.trim() ?? '';
    // RFC 6750, 2.1, and what servers take besides: visible ASCII.
    if (!/^[\x21-\x7e]*$/.test(token)) {
      throw new CaravanError('host-refused', {
        text: userText('The access key for {0} has characters that cannot be sent.', this.#host),
        next: userText('Enter the key again.'),
        data: { host: this.#host },
      });
    }
    this.value = token === '' ? none : { authorization: `Bearer ${token}` };
    return this.value;
  }

  /** The server did not take it: the next request asks again. */
  forget(): void {
    if (this.#source) this.value = undefined;
  }
}

/** Header names as undici compares them: a name in two spellings would be sent twice. */
export function lowerCased(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}
