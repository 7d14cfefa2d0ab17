// The pool's own modules: the package root would replace the process-wide fetch dispatcher.
declare module 'undici/lib/dispatcher/pool.js' {
  import type { default as PoolClass } from 'undici/types/pool';
  const Pool: typeof PoolClass;
  export { Pool as default };
}

declare module 'undici/lib/core/connect.js' {
  import type { Socket } from 'node:net';
  import type { ConnectionOptions } from 'node:tls';
  import type { buildConnector as types } from 'undici/types/connector';
  function buildConnector(
    options: Partial<ConnectionOptions> & {
      readonly allowH2?: boolean;
      /** Names HTTP/2 first by ALPN: some servers take the first they know. */
      readonly preferH2?: boolean;
      readonly useH2c?: boolean;
      readonly timeout?: number;
    },
  ): (options: types.Options, callback: types.Callback) => Socket;
  export { buildConnector as default };
}
