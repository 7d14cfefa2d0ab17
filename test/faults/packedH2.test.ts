import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ScriptedH2Server } from '../support/scriptedH2.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli/cli.js');

// The build reads undici's HTTP/2 late and leaves parts of undici out; the sources do not show that.
describe('the command line as it is packed', () => {
  it('speaks HTTP/2', async () => {
    const server = await ScriptedH2Server.listen();
    const home = await makeTemporaryFolder();
    try {
      const [folder, settings] = [join(home, 'project'), join(home, 'settings.json')];
      await mkdir(folder);
      await writeFile(
        settings,
        JSON.stringify({ 'caravan.hosts': [{ url: server.url, h2c: true }] }),
      );
      const args = ['--folder', folder, '--storage', join(home, 'state'), '--settings', settings];
      const child = spawn(
        process.execPath,
        [cli, ...args, '--task', 'What does this project do?'],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text: Buffer) => (said += text.toString()));
      }
      const [code] = (await once(child, 'close')) as [number];
      assert.equal(code, 0, said);
      assert.match(said, /word0 word0/);
      assert.equal(server.chats[0]?.headers['content-type'], 'application/json');
    } finally {
      await server.close();
      await removeTemporaryFolder(home);
    }
  });
});
