import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/**
 * Normalises what a user writes for a host: `localhost:11434`, `0.0.0.0`, a trailing slash. The
 * default port is Ollama's, 11434, for plain `http` without a port (as its own client does).
 * @throws CaravanError `invalid-argument` when it is not an http(s) address.
 */
export function parseHostUrl(text: string): URL {
  const trimmed = text.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const url = URL.parse(hasScheme ? trimmed : `http://${trimmed}`);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new CaravanError('invalid-argument', {
      text: userText('"{0}" is not the address of a model server.', trimmed),
      next: userText('Write it like http://127.0.0.1:11434 in the setting caravan.host.'),
    });
  }
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (!hasScheme && url.port === '') url.port = '11434';
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/**
 * Does the address name this machine? RFC 6761, 6.3 and RFC 1122, 3.2.1.3 (g); URL writes every form
 * of an address the same way.
 */
export function isLoopback({ hostname }: URL): boolean {
  return /^(.+\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(hostname);
}

/** A host as it is shown: no user, no password, no trailing slash. */
export function displayHost(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}
