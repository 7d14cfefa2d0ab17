import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { scriptedFile } from './scriptedFile.ts';
import { useHost } from './useHost.ts';

const before = '// keep this line\nexport function size(): number {\n  return 1;\n}\n';
const after = '// keep this line\nexport function size(): number {\n  return 2;\n}\n';
const task = 'Change size in src/size.ts so that it returns 2';

describe('Apply', () => {
  const test = useHost(() => ({
    files: { 'package.json': '{ "type": "module" }\n', 'src/size.ts': before },
  }));
  const file = (): string => path.join(test.host.folder, 'src/size.ts');
  const onDisk = (): Promise<string> => readFile(file(), 'utf8');

  /** Runs the task until its changes wait for a decision. */
  async function propose(code: string): Promise<void> {
    await test.serve({
      reply: scriptedFile({ codePath: 'src/size.ts', code, symbol: 'size' }),
    });
    await test.run('caravan.newConversation');
    await test.run('caravan.generateCode', task);
    await test.proposal('open');
  }

  beforeEach(async () => {
    await test.run('workbench.action.revertAndCloseActiveEditor');
    await test.run('workbench.action.closeAllEditors');
    await writeFile(file(), before);
  });

  it('changes an open file in its editor, saves it, and is one undo step', async () => {
    await propose(after);
    await test.open('src/size.ts');
    await test.run('caravan.applyChanges');
    await test.proposal('applied');
    assert.deepEqual(await test.activeText(), { text: after, isDirty: false });
    assert.equal(await onDisk(), after);
    const isBefore = async (): Promise<boolean> => (await test.activeText()).text === before;
    await test.undoInAllFiles('the text before', isBefore);
  });

  it('writes into unsaved work without saving it, and undo gives it back (F04)', async () => {
    await test.open('src/size.ts');
    await test.waitFor('the text on disk', async () => (await test.activeText()).text === before);
    await test.type('// mine\n');
    const mine = `// mine\n${before}`;
    await propose(`// mine\n${after}`);
    await test.open('src/size.ts');
    assert.equal(await onDisk(), before);
    await test.run('caravan.applyChanges');
    await test.proposal('applied');
    assert.deepEqual(await test.activeText(), { text: `// mine\n${after}`, isDirty: true });
    assert.equal(await onDisk(), before);
    const isMine = async (): Promise<boolean> => (await test.activeText()).text === mine;
    await test.undoInAllFiles('the unsaved work', isMine);
    await test.run('workbench.action.files.revert');
  });

  it('warns of a watcher that would pick the files up, and writes after a yes only (T14)', async () => {
    await test.host.call(async (api) => {
      const [folder] = api.workspace.workspaceFolders ?? [];
      const wait = new api.ProcessExecution('sleep', ['1000']);
      const task = new api.Task({ type: 'process' }, folder!, 'look at files', 'test', wait);
      task.isBackground = true;
      await api.tasks.executeTask(task);
    });
    await propose(after);
    const dialogue = test.host.page.locator('.monaco-dialog-box');
    const answer = async (button: string): Promise<void> => {
      await dialogue.getByText('A running task picks the files up: look at files').waitFor();
      await dialogue.getByRole('button', { name: button }).click();
      await dialogue.waitFor({ state: 'detached' });
    };
    await test.start('caravan.applyChanges');
    await answer('Cancel');
    assert.equal(await onDisk(), before);
    await test.start('caravan.applyChanges');
    await answer('Write the Files');
    await test.proposal('applied');
    assert.equal(await onDisk(), after);
    await test.host.call((api) => api.tasks.taskExecutions.forEach((each) => each.terminate()));
  });

  it('writes nothing when the file was changed after the proposal', async () => {
    await propose(after);
    const theirs = before.replace('1', '7');
    await writeFile(file(), theirs);
    await test.run('caravan.applyChanges');
    await test.notification(/changed since the proposal was made/i);
    assert.equal(await onDisk(), theirs);
  });

  it('writes nothing when unsaved work appeared after the proposal', async () => {
    await propose(after);
    await test.open('src/size.ts');
    await test.waitFor('the text on disk', async () => (await test.activeText()).text === before);
    await test.type('// typed later\n');
    await test.run('caravan.applyChanges');
    await test.notification(/changed since the proposal was made/i);
    const { text } = await test.activeText();
    assert.equal(text, `// typed later\n${before}`);
    await test.run('workbench.action.files.revert');
  });

  it('keeps line ends and the byte order mark of the file', async () => {
    const windows = (text: string): string => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    await writeFile(file(), windows(before));
    await propose(after);
    await test.run('caravan.applyChanges');
    await test.proposal('applied');
    assert.equal(await onDisk(), windows(after));
  });

  it('shows the changes side by side before they are applied', async () => {
    await propose(after);
    await test.run('caravan.reviewChanges');
    await test.host.page.locator('.multiDiffEntry').first().waitFor();
    const names = await test.host.page.locator('.multiDiffEntry .file-path').allTextContents();
    assert.ok(
      names.some((name) => name.includes('size.ts')),
      names.join(),
    );
    await test.run('caravan.discardChanges');
    await test.proposal('discarded');
    assert.equal(await onDisk(), before);
  });
});
