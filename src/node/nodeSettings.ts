import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { defaultSettings, type Settings, type SettingsSource } from '../app/settings.ts';

/**
 * Settings for a process without an editor: defaults, then `OLLAMA_HOST`, then a file's settings,
 * then the given values.
 * @throws CaravanError `invalid-argument` for a host that is no address.
 */
export function nodeSettings(
  options: Partial<Settings>,
  environment: Readonly<Record<string, string | undefined>>,
  file: Partial<Settings> = {},
): SettingsSource {
  const host = options.host ?? file.host ?? environment['OLLAMA_HOST'] ?? defaultSettings.host;
  const { access, moreHosts, ...base } = { ...defaultSettings, ...file };
  // Hosts that are named on the command line take the place of all others.
  const own = options.host === undefined && {
    ...(access && { access }),
    ...(moreHosts && { moreHosts }),
  };
  const value: Settings = { ...base, ...own, ...options, host: parseOllamaHost(host) };
  return { value, onChange: () => ({ dispose: () => undefined }) };
}

/**
 * Base URL from what `OLLAMA_HOST` may hold: `host`, `host:port`, `:port` or a URL, with Ollama's
 * default ports (`envconfig.Host`). An address to listen on everywhere becomes loopback.
 * @throws CaravanError `invalid-argument`.
 */
export function parseOllamaHost(text: string): string {
  const trimmed = text.trim().replace(/^["']+|["']+$/g, '');
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(trimmed) ?? [];
  const [authority = '', ...path] = rest.split('/');
  const protocol = scheme.toLowerCase() || 'http';
  const defaultPort = { http: scheme ? 80 : 11434, https: 443 }[protocol];
  // An IPv6 address may stand without brackets when it has no port.
  const isBareV6 = (authority.match(/:/g) ?? []).length > 1 && !authority.startsWith('[');
  const [, name = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(
    isBareV6 ? `[${authority}]` : authority,
  ) ?? [undefined, '\0'];
  const host = loopback[name] ?? name;
  const tail = path.filter((part) => part !== '').join('/');
  const url = URL.parse(`${protocol}://${host}:${port || defaultPort}/${tail}`);
  if (defaultPort === undefined || url === null || /[@?#\\\s\0]/.test(rest)) {
    throw new CaravanError('invalid-argument', {
      text: userText('"{0}" is not an address of a model server.', text),
      next: userText('Give it as http://127.0.0.1:11434, for example.'),
    });
  }
  // The port is spelled out, as URL drops a scheme's own.
  return `${url.protocol}//${url.hostname}:${url.port || defaultPort}${tail && url.pathname}`;
}

const loopback: Readonly<Record<string, string>> = {
  '': '127.0.0.1',
  '0.0.0.0': '127.0.0.1',
  '[::]': '[::1]',
};
