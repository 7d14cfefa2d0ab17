import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { displayHost } from './hostUrl.ts';

/**
 * Reads the address of a proxy.
 * @throws CaravanError `invalid-argument` when it is not an http(s) address.
 */
export function parseProxyUrl(text: string): URL {
  const url = URL.parse(text.trim());
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new CaravanError('invalid-argument', {
    text: userText('The address of the proxy is not usable.'),
    next: userText('Write it like http://127.0.0.1:3128 in the settings.'),
  });
}

/** The header that carries user and password of the proxy's address, if it has them. */
export function proxyHeaders({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` };
}

/**
 * Asks a proxy for a way through to `target` (host:port), with CONNECT (RFC 9110, 9.3.6).
 * @param onSocket gets the socket to the proxy as soon as there is one.
 */
export async function openTunnel(
  proxy: URL,
  target: string,
  onSocket: (socket: Socket) => void,
): Promise<Socket> {
  const { request } = await (proxy.protocol === 'https:'
    ? import('node:https')
    : import('node:http'));
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = request({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyHeaders(proxy) },
      agent: false,
    });
    asked.once('socket', onSocket);
    asked.once('error', (error) => reject(proxyUnreachable(proxy, error)));
    asked.once('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket) => {
      if (statusCode >= 200 && statusCode <= 299) return resolve(socket);
      socket.destroy();
      reject(proxyRefused(proxy, statusCode));
    });
    asked.end();
  });
}

/** The error for a proxy that no connection can be made to. */
export function proxyUnreachable(proxy: URL, cause: Error): CaravanError {
  const { code } = cause as NodeJS.ErrnoException;
  return new CaravanError('host-unreachable', {
    text: userText('The proxy {0} cannot be reached.', displayHost(proxy)),
    next: userText('Check the proxy in the settings, and the network.'),
    cause,
    data: { proxy: displayHost(proxy), system: code ?? cause.name },
    isRetryable: true,
  });
}

/** The error for a proxy that does not let a connection through. */
export function proxyRefused(proxy: URL, status: number): CaravanError {
  return new CaravanError('host-refused', {
    text: userText('The proxy {0} does not let through (status {1}).', displayHost(proxy), status),
    next: userText('Check user and password of the proxy, and whether it may reach this host.'),
    data: { proxy: displayHost(proxy), status },
  });
}
