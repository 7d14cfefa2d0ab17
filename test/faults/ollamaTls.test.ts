import assert from 'node:assert/strict';
import {
  createScriptedCertificate,
  type ScriptedCertificate,
} from '../support/scriptedCertificate.ts';
import { failing, hello, withPool } from '../support/scriptedPool.ts';

describe('a server with TLS', () => {
  let tls: ScriptedCertificate;

  before(async function () {
    const made = await createScriptedCertificate();
    if (!made) return this.skip();
    tls = made;
  });

  it('H04 names the fault of a certificate nobody vouches for, and does not try again', async () => {
    await withPool({ servers: [{ tls }] }, async ({ pool, server }) => {
      const error = await failing(pool.generate(hello), 'host-tls');
      assert.match(error.message, /certificate .* not accepted: self-signed/);
      assert.equal(server.requests.length, 0);
    });
  });

  it('trusts the authority of the settings, for that host only', async () => {
    await withPool({ servers: [{ tls }] }, async ({ pool, server, settings }) => {
      const host = { url: server.url, ca: tls.cert, headers: { authorization: 'Bearer k' } };
      pool.configure({ ...settings, hosts: [host] });
      assert.equal((await pool.generate(hello)).text, 'Hello');
      assert.equal(server.requests.at(-1)?.headers['authorization'], 'Bearer k');
    });
  });
});
