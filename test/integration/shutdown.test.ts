import assert from 'node:assert/strict';
import { useHost } from './useHost.ts';

describe('Closing the window', () => {
  const test = useHost();

  it('closes every connection to the model server, also in the middle of an answer', async function () {
    this.timeout(150_000);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await test.serve({ reply: () => ({ text: 'word '.repeat(10_000), tokenDelayMs: 50 }) });
      await test.run('workbench.action.files.newUntitledFile');
      await test.start('caravan.insertCode', 'something long');
      await test.waitFor('the model to be asked', () => test.ollama.chats().length === 1);
      const pid = await test.host.extensionHostPid();
      await test.host.reload();
      assert.notEqual(await test.host.extensionHostPid(), pid);
      // A page that is gone before its goodbye has reached VS Code's server may come back: until
      // then the server keeps its extension host, and nothing has been closed.
      if (await test.waitFor('the host to end', () => !isRunning(pid)).catch(() => false)) break;
    }
    await test.waitFor('every socket to close', () => test.ollama.openSockets === 0);
  });

  it('aborts a run, which is offered again', async () => {
    await test.serve({ reply: () => ({ text: 'word '.repeat(10_000), tokenDelayMs: 50 }) });
    await test.run('caravan.generateCode', 'Write a function one() that returns 1');
    await test.waitFor('the model to be asked', () => test.ollama.chats().length === 1);
    await test.host.reload();
    await test.waitFor('every socket to close', () => test.ollama.openSockets === 0);
    await test.notification('Write a function one()');
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
