import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createScriptedOllama, type ScriptedOllama } from '../support/scriptedOllama.ts';
import { errorReply } from '../support/scriptedReplies.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';

const cli = join(import.meta.dirname, '../../dist/cli/cli.js');
const canary = 'sk-canary-0123456789';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

describe('npm run ask, its servers', function () {
  this.timeout(60_000);
  let server: ScriptedOllama;
  let folder: string;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    server = await createScriptedOllama({
      script: ({ headers }) =>
        headers['authorization'] === `Bearer ${canary}` ? undefined : errorReply(401, 'no key'),
    });
  });
  afterEach(async () => {
    await server.close();
    await removeTemporaryFolder(folder);
  });

  function run(key: string, ...args: string[]): Promise<Ended> {
    const all = [cli, '--storage', join(folder, 'storage'), '--folder', folder, ...args];
    const env = { ...process.env, LANG: 'C', CARAVAN_ACCESS_KEY: key };
    return new Promise((resolve) => {
      execFile(process.execPath, all, { env }, (error, out, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
        resolve({ code, out, error: stderr });
      });
    });
  }
  const chat = ['--mode', 'chat', '--json', '--task', 'What is a caravan?'];

  it('come from a settings file, with a key from the environment that is told nowhere', async () => {
    const settings = join(folder, 'settings.json');
    const trace = join(folder, 'trace.jsonl');
    await writeFile(
      settings,
      JSON.stringify({
        'caravan.hosts': [server.url],
        'caravan.modelRoles': { answer: 'other:1b' },
      }),
    );
    const { code, out, error } = await run(
      canary,
      ...chat,
      '--settings',
      settings,
      '--trace',
      trace,
    );
    assert.equal(code, 0, error);
    const records = (await readFile(trace, 'utf8')).trimEnd().split('\n');
    const last = JSON.parse(records.at(-1) ?? '') as Record<string, unknown>;
    assert.equal(last['host'], server.url);
    assert.equal(last['outcome'], 'done');
    for (const text of [out, error, ...records]) {
      assert.ok(!text.includes('canary'), text);
    }
    assert.ok(records.every((record) => !record.includes('caravan?')));
  });

  it('on other machines get nothing without --allow-remote', async () => {
    const { code, out } = await run(canary, ...chat, '--host', 'http://gpu.example:11434');
    assert.equal(code, 2, out);
    assert.match(out, /"consent-missing"/);
    assert.match(out, /--allow-remote/);
  });

  it('a setting with a mistake ends with its name and the next step', async () => {
    const settings = join(folder, 'settings.json');
    await writeFile(settings, '{"caravan.maxConcurrent": "lots"}');
    const { code, error } = await run(canary, ...chat, '--settings', settings);
    assert.equal(code, 2);
    assert.match(error, /caravan\.maxConcurrent .*"auto"/);
    assert.equal(server.requests.length, 0);
  });

  it('a key that is not understood is not repeated', async () => {
    const { code, error, out } = await run('canary-1 canary-2', ...chat, '--host', server.url);
    assert.equal(code, 2);
    assert.match(error, /CARAVAN_ACCESS_KEY/);
    assert.ok(!`${error}${out}`.includes('canary'));
  });
});
