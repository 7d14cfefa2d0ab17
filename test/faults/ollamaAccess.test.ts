import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { TokenSource } from '../../src/ollama/accessKey.ts';
import type { HostOptions } from '../../src/ollama/host.ts';
import { OllamaPool } from '../../src/ollama/ollamaPool.ts';
import {
  createScriptedCertificate,
  type ScriptedCertificate,
} from '../support/scriptedCertificate.ts';
import { createScriptedOllama, type ScriptedOllama } from '../support/scriptedOllama.ts';
import { failing, hello, longTimeouts, until, withPool } from '../support/scriptedPool.ts';
import { ScriptedProxy } from '../support/scriptedProxy.ts';
import { errorReply } from '../support/scriptedReplies.ts';

const key = 'sk-canary-0123456789';

describe('a host with an access key', () => {
  async function withToken(
    servers: readonly ScriptedOllama[],
    token: TokenSource,
    test: (pool: OllamaPool) => Promise<void>,
    host: Partial<HostOptions> = {},
  ): Promise<void> {
    const pool = new OllamaPool(
      { hosts: servers.map(({ url }) => ({ url, ...host })), permits: 2, timeouts: longTimeouts },
      { clock: systemClock, logger: silentLogger, random: () => 0, token },
    );
    try {
      await test(pool);
    } finally {
      await pool.close();
      await until(() => pool.stats().openSockets === 0);
      await Promise.all(servers.map((server) => server.close()));
    }
  }

  it('gets its own key and no other host does', async () => {
    const servers = [await createScriptedOllama(), await createScriptedOllama()];
    const asked: string[] = [];
    const token: TokenSource = async (origin) => {
      asked.push(origin);
      return origin === servers[0]?.url ? key : undefined;
    };
    await withToken(servers, token, async (pool) => {
      for (const { url } of servers) await pool.get('/api/version', { host: url });
      for (const { url } of servers) await pool.get('/api/version', { host: url });
      assert.deepEqual(
        asked,
        servers.map(({ url }) => url),
      );
      const sent = servers.map((server) =>
        server.requests.map((each) => each.headers['authorization']),
      );
      assert.deepEqual(sent, [
        [`Bearer ${key}`, `Bearer ${key}`],
        [undefined, undefined],
      ]);
    });
  });

  it('H15 asks for the key again after it was refused, and never shows it', async () => {
    let current = 'old';
    const server = await createScriptedOllama({
      script: ({ headers }) =>
        headers['authorization'] === `Bearer ${key}-new` ? undefined : errorReply(401, 'no'),
    });
    const token: TokenSource = async () => `${key}-${current}`;
    await withToken([server], token, async (pool) => {
      const error = await failing(pool.generate(hello), 'host-refused');
      assert.ok(!inspect(error, { depth: 9 }).includes(key));
      assert.ok(!JSON.stringify([pool.trace(), pool.hosts(), error.toInfo()]).includes(key));
      current = 'new';
      assert.equal((await pool.generate(hello)).text, 'Hello');
    });
  });

  it('H28 does not take the key along to where it is redirected', async () => {
    const other = await createScriptedOllama();
    const script = (): object => ({ status: 307, headers: { Location: `${other.url}/api/chat` } });
    const server = await createScriptedOllama({ script });
    await withToken(
      [server],
      async () => key,
      async (pool) => {
        await failing(pool.generate(hello), 'host-redirect');
        assert.equal(other.requests.length, 0);
      },
    );
    await other.close();
  });

  it('says that a key cannot be sent, without sending or showing it', async () => {
    const server = await createScriptedOllama();
    await withToken(
      [server],
      async () => `${key}\r\nx: y`,
      async (pool) => {
        const error = await failing(pool.get('/api/version'), 'host-refused');
        assert.ok(!inspect(error).includes(key));
        assert.equal(server.requests.length, 0);
      },
    );
  });

  it('lets go of a call that is cancelled while the key is asked for', async () => {
    const server = await createScriptedOllama();
    const abort = new AbortController();
    const never = (): Promise<undefined> => {
      queueMicrotask(() => abort.abort());
      return new Promise(() => undefined);
    };
    await withToken([server], never, async (pool) => {
      const call = pool.generate(hello, { signal: abort.signal });
      await assert.rejects(call, { name: 'AbortError' });
      assert.equal(pool.stats().inFlight, 0);
    });
  });
});

describe('a host behind a proxy', () => {
  let tls: ScriptedCertificate;

  before(async function () {
    const made = await createScriptedCertificate();
    if (!made) return this.skip();
    tls = made;
  });

  async function withProxy(
    secure: boolean,
    refuse: number | undefined,
    test: (pool: OllamaPool, proxy: ScriptedProxy, server: ScriptedOllama) => Promise<void>,
  ): Promise<void> {
    const proxy = await ScriptedProxy.listen(refuse);
    try {
      await withPool({ servers: [secure ? { tls } : {}] }, async ({ pool, server, settings }) => {
        const address = proxy.url.replace('http://', 'http://me:pass%20word@');
        const host = { url: server.url, proxy: address, ...(secure && { ca: tls.cert }) };
        pool.configure({ ...settings, hosts: [host] });
        await test(pool, proxy, server);
      });
      await until(() => proxy.openSockets === 0);
    } finally {
      await proxy.close();
    }
  }

  for (const secure of [false, true]) {
    const scheme = secure ? 'https' : 'http';

    it(`is reached over ${scheme}, with the proxy’s password for the proxy only`, async () => {
      await withProxy(secure, undefined, async (pool, proxy, server) => {
        assert.equal((await pool.generate(hello)).text, 'Hello');
        const expected = secure
          ? `CONNECT ${server.url.slice('https://'.length)}`
          : `POST ${server.url}/api/chat`;
        assert.ok(proxy.asked.includes(expected), proxy.asked.join());
        const basic = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
        assert.ok(proxy.authorizations.every((each) => each === basic));
        if (secure) assert.equal(server.requests[0]?.headers['proxy-authorization'], undefined);
      });
    });

    it(`says that the proxy refuses ${scheme}, and not that Ollama is down`, async () => {
      await withProxy(secure, 407, async (pool, _proxy, server) => {
        const error = await failing(pool.generate(hello), 'host-refused');
        assert.match(error.message, /proxy/);
        assert.doesNotMatch(inspect(error, { depth: 9 }), /pass(%20| )word|bWU6/);
        assert.equal(server.requests.length, 0);
      });
    });

    it(`says that the proxy for ${scheme} is not there`, async () => {
      await withProxy(secure, undefined, async (pool, proxy) => {
        await proxy.close();
        const error = await failing(pool.generate(hello), 'host-unreachable');
        assert.match(error.message, /proxy/);
      });
    });
  }

  it('C04 closes the connection to the proxy when a call is cancelled', async () => {
    const proxy = await ScriptedProxy.listen();
    const stalling = { tls, reply: () => ({ drop: 'stall' }) as const };
    await withPool({ servers: [stalling] }, async ({ pool, server, settings }) => {
      const host = { url: server.url, proxy: proxy.url, ca: tls.cert };
      pool.configure({ ...settings, hosts: [host] });
      const abort = new AbortController();
      const call = pool.generate(hello, { signal: abort.signal });
      const { index } = await server.arrival('/api/chat');
      abort.abort();
      await assert.rejects(call, { name: 'AbortError' });
      await server.closed(index);
    });
    await proxy.close();
  });
});
