import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failing, hello, withPool } from '../support/scriptedPool.ts';

describe('a server with TLS', () => {
  let tls: { readonly key: string; readonly cert: string };

  before(function () {
    const folder = mkdtempSync(join(tmpdir(), 'caravan-tls-'));
    try {
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
      const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
      execFileSync('openssl', [...make, '-keyout', key, '-out', cert], { stdio: 'ignore' });
      tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    } catch {
      this.skip();
    } finally {
      rmSync(folder, { recursive: true });
    }
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
