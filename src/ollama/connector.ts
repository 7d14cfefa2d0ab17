import type BuildConnector from 'undici/lib/core/connect.js';
import type types from 'undici/types/connector';
import { openTunnel, proxyUnreachable } from './proxy.ts';
import type { Sockets } from './sockets.ts';

/** Where sockets go, and by which way. `h2c`: HTTP/2 without TLS. */
export interface ConnectorOptions {
  readonly origin: URL;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string;
  readonly allowH2: boolean;
  readonly h2c: boolean;
  readonly proxy?: URL;
}

/** How the sockets of one transport are made: straight, through a proxy's tunnel, to the proxy. */
export function createConnector(
  buildConnector: typeof BuildConnector,
  { origin, ca, allowH2, h2c, proxy }: ConnectorOptions,
  sockets: Sockets,
): (options: types.Options, callback: types.Callback) => void {
  // No time-out of undici's own: its timers fire late, and ours know what the call waits for.
  // Node takes `ca` instead of its own list, not besides it.
  const trusted = ca === undefined ? {} : { ca: [...nodesAuthorities(), ca] };
  const useH2c = h2c && !proxy;
  const connect = buildConnector({ allowH2, preferH2: true, useH2c, timeout: 0, ...trusted });
  const straight = (to: types.Options, done: types.Callback): void => {
    const socket = connect(to, done);
    sockets.add(socket);
    // With TLS the connection stands after the handshake: a server may never answer that.
    const stands = to.protocol === 'https:' ? 'secureConnect' : 'connect';
    socket.once(stands, () => sockets.ready(socket));
  };
  if (!proxy) return straight;
  if (origin.protocol === 'http:') {
    return (to, done) =>
      straight(to, (...[error, socket]: Parameters<types.Callback>) =>
        error ? done(proxyUnreachable(proxy, error), null) : done(null, socket),
      );
  }
  return (to, done) => {
    const target = `${to.hostname}:${to.port || 443}`;
    openTunnel(proxy, target, (socket) => sockets.add(socket)).then(
      (httpSocket) => {
        const socket = connect({ ...to, httpSocket }, done);
        sockets.noteProtocol(socket);
        socket.once('secureConnect', () => sockets.ready(httpSocket));
      },
      (error: Error) => done(error, null),
    );
  };
}

/** What Node trusts; asked for late, for its TLS takes as long to load as the whole client. */
function nodesAuthorities(): readonly string[] {
  return process.getBuiltinModule('node:tls').getCACertificates('default');
}
