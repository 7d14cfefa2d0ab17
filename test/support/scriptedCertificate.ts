import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** PEM texts of a server that only those trust who were given its certificate. */
export interface ScriptedCertificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes a self-signed certificate for the loopback address with openssl; undefined without it. */
export async function createScriptedCertificate(): Promise<ScriptedCertificate | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'caravan-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
  try {
    await promisify(execFile)('openssl', [...make, '-keyout', key, '-out', cert]);
    return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}
