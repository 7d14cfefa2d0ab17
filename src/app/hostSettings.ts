import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { ModelHost } from '../llm/modelSettings.ts';
import { displayHost, isLoopback, parseHostUrl } from '../ollama/hostUrl.ts';
import { parseProxyUrl } from '../ollama/proxy.ts';

/** Reads a small text file by its absolute path; throws when it cannot. */
export type ReadTextFile = (path: string) => string;

/** What an entry of `caravan.hosts` may say. */
const hostKeys: ReadonlySet<string> = new Set(['url', 'kind', 'caFile', 'proxy', 'h2c']);

/**
 * Reads the list of model servers as the user wrote it: addresses, or objects with `url`, `kind`,
 * `caFile`, `proxy` and `h2c`. An entry that is not usable is left out and reported.
 */
export function readHosts(
  value: readonly unknown[],
  readFile: ReadTextFile,
  onProblem: (problem: CaravanError) => void,
): readonly ModelHost[] {
  const hosts = new Map<string, ModelHost>();
  for (const [index, entry] of value.entries()) {
    try {
      const host = readHost(entry, index + 1, readFile);
      if (hosts.has(host.url)) throw twice(index + 1, host.url);
      hosts.set(host.url, host);
    } catch (error) {
      if (!(error instanceof CaravanError)) throw error;
      onProblem(error);
    }
  }
  return [...hosts.values()];
}

/** The address of a host as it may be shown: whatever it is, without user and password. */
export function shownHost(url: string): string {
  const parsed = tryParse(url);
  return parsed ? displayHost(parsed) : url.replace(/^([a-z]+:\/\/)?[^/@]*@/i, '$1');
}

/** Scheme, host and port of an address, undefined when it is none. */
export function originOf(url: string): string | undefined {
  return tryParse(url)?.origin;
}

/** Does what is sent to the host stay on the machine Caravan runs on? */
export function isOnThisMachine({ url, proxy }: Pick<ModelHost, 'url' | 'proxy'>): boolean {
  const parsed = [url, ...(proxy === undefined ? [] : [proxy])].map(tryParse);
  return parsed.every((each) => each !== undefined && isLoopback(each));
}

/** Does the address carry user or password? They belong into the secret store, not in settings. */
export function hasCredentials(url: string): boolean {
  const parsed = tryParse(url);
  return parsed ? parsed.username !== '' || parsed.password !== '' : /^[^/]*\/\/[^/]*@/.test(url);
}

function readHost(entry: unknown, position: number, readFile: ReadTextFile): ModelHost {
  const fields: Readonly<Record<string, unknown>> =
    typeof entry === 'string' ? { url: entry } : isRecord(entry) ? entry : {};
  const unknown = Object.keys(fields).find((key) => !hostKeys.has(key));
  if (unknown !== undefined) throw unknownField(position, unknown);
  const { url, kind, caFile, proxy, h2c } = fields;
  const parsed = typeof url === 'string' ? tryParse(url) : undefined;
  if (!parsed) throw badAddress(position);
  if (hasCredentials(String(url))) throw secretInAddress(position);
  if (kind !== undefined && kind !== 'ollama' && kind !== 'openai') throw badKind(position);
  if (h2c !== undefined && typeof h2c !== 'boolean') throw badH2c(position);
  return {
    url: displayHost(parsed),
    ...(kind !== undefined && { kind }),
    ...(caFile !== undefined && { ca: readCertificates(caFile, position, readFile) }),
    ...(proxy !== undefined && { proxy: readProxy(proxy, position) }),
    ...(h2c === true && { h2c }),
  };
}

function readCertificates(file: unknown, position: number, readFile: ReadTextFile): string {
  try {
    const text = readFile(String(file));
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (cause) {
    throw badCertificate(position, String(file), cause);
  }
  throw badCertificate(position, String(file));
}

function readProxy(proxy: unknown, position: number): string {
  try {
    return parseProxyUrl(String(proxy)).href;
  } catch (cause) {
    // The address may hold a password, so it is not repeated here.
    throw new CaravanError('invalid-argument', {
      text: userText('caravan.hosts, entry {0}: the address of its proxy is not usable.', position),
      next: userText('Write it like http://127.0.0.1:3128 in the settings.'),
      cause,
    });
  }
}

function tryParse(url: string): URL | undefined {
  try {
    return url.trim() === '' ? undefined : parseHostUrl(url);
  } catch (error) {
    if (error instanceof CaravanError) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badAddress(position: number): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('caravan.hosts, entry {0}: its address is not one of a model server.', position),
    next: userText(
      'Write it like http://127.0.0.1:11434, or with /v1 at its end for an OpenAI-compatible server.',
    ),
  });
}

function secretInAddress(position: number): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('caravan.hosts, entry {0}: its address holds a user or a password.', position),
    next: userText('Take them out, and enter the key with the command “Caravan: Set Access Key”.'),
  });
}

function badKind(position: number): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('caravan.hosts, entry {0}: its kind must be “ollama” or “openai”.', position),
    next: userText('Leave it out: an address that ends in /v1 is taken for an OpenAI one.'),
  });
}

function badH2c(position: number): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('caravan.hosts, entry {0}: h2c must be true or false.', position),
    next: userText('Leave it out unless the server speaks HTTP/2 without TLS.'),
  });
}

function badCertificate(position: number, file: string, cause?: unknown): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText(
      'caravan.hosts, entry {0}: {1} is not a readable file with certificates.',
      position,
      file,
    ),
    next: userText('Give the whole path of a PEM file of the authority that signed the server.'),
    cause,
  });
}

function unknownField(position: number, name: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('caravan.hosts, entry {0}: “{1}” means nothing here.', position, name),
    next: userText('An entry is an address, or has url, kind, caFile, proxy and h2c.'),
  });
}

function twice(position: number, url: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('caravan.hosts, entry {0}: {1} is in the list already.', position, url),
    next: userText('Take one of the two out.'),
  });
}
