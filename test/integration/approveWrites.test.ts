import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { scriptedFile } from './scriptedFile.ts';
import { useHost } from './useHost.ts';

const before = '// keep this line\nexport function size(): number {\n  return 0;\n}\n';
const after = before.replace('return 0', 'return 2');

describe('Files whose tests passed, with caravan.approveWrites off', () => {
  const test = useHost(() => ({
    files: {
      'package.json': '{ "type": "module" }\n',
      'src/size.ts': before,
      'src/size.setup.ts': before,
    },
    settings: { 'caravan.approveWrites': false },
  }));
  const at = (name: string): string => path.join(test.host.folder, name);
  const text = (name: string): Promise<string> => readFile(at(name), 'utf8');

  async function change(codePath: string, code = after): Promise<void> {
    await test.serve({ reply: scriptedFile({ codePath, code, symbol: 'size' }) });
    await test.run('caravan.newConversation');
    await test.run('caravan.generateCode', `Change size in ${codePath} so that it returns 2`);
    await test.ended('done');
  }

  /** Waits until the newest changes wait for the user's word, and for what the card says of them. */
  async function waits(note: string): Promise<void> {
    await test.proposal('open');
    await test.hook('proposal-note').last().getByText(note).waitFor();
  }

  beforeEach(async () => {
    await writeFile(at('src/size.ts'), before);
    await rm(at('src/size.test.ts'), { force: true });
  });

  it('are on disk when the run ends, without a click, and Undo takes them back', async () => {
    await change('src/size.ts');
    await test.proposal('applied');
    assert.equal(await text('src/size.ts'), after);
    assert.ok(existsSync(at('src/size.test.ts')));
    await test.hook('undo').last().click();
    await test.proposal('undone');
    assert.equal(await text('src/size.ts'), before);
    assert.ok(!existsSync(at('src/size.test.ts')));
  });

  it('wait for the user’s word when one of them is protected', async () => {
    await change('src/size.setup.ts');
    await waits('Tests ran and passed');
    assert.equal(await text('src/size.setup.ts'), before);
    assert.ok(!existsSync(at('src/size.setup.test.ts')));
  });

  it('wait for it when a test failed', async () => {
    await test.setUserSetting('maxAttempts', 0);
    await change('src/size.ts', before.replace('return 0', 'return NaN'));
    await waits('Tests still fail');
    assert.equal(await text('src/size.ts'), before);
    await test.setUserSetting('maxAttempts', undefined);
  });

  it('wait for it when only the folder says otherwise', async () => {
    await test.setUserSetting('approveWrites', undefined);
    await mkdir(at('.vscode'));
    await writeFile(at('.vscode/settings.json'), '{ "caravan.approveWrites": false }');
    await change('src/size.ts');
    await waits('Tests ran and passed');
    assert.equal(await text('src/size.ts'), before);
  });
});
