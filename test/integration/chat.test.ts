import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReceivedChat } from '../support/scriptedOllama.ts';
import { useHost } from './useHost.ts';

const code = 'export const answerToAll = 6 * 7;\n';
const two = 'export const two = (): number => {\n  return 2;\n};\n';

describe('Mentions', () => {
  const test = useHost(() => ({
    files: { 'src/deep/answer.ts': code, '.env': 'TOKEN=not-for-everyone\n', 'notes.md': 'a\nb\n' },
  }));

  const prompts = (): string =>
    test.ollama
      .to('/api/chat')
      .map(({ body }) => JSON.stringify((body as ReceivedChat).messages))
      .join('\n');

  async function type(text: string): Promise<void> {
    await test.run('caravan.chat.focus');
    const composer = test.hook('composer');
    await composer.waitFor();
    await composer.click();
    await composer.pressSequentially(text);
  }

  it('bring a file chosen by keyboard into the request, and no other', async () => {
    await test.serve({ reply: () => 'It is 42.' });
    await test.run('caravan.newConversation');
    await type('/explain @answ');
    await test.hook('mention-file:src/deep/answer.ts').waitFor();
    await test.hook('composer').press('Tab');
    assert.equal(await test.hook('composer').inputValue(), '/explain @file:src/deep/answer.ts ');
    await test.hook('composer').press('Enter');
    await test.ended('answered');
    assert.ok(prompts().includes('FILE: src/deep/answer.ts'));
    assert.ok(prompts().includes('answerToAll = 6 * 7'));
    assert.ok(!prompts().includes('not-for-everyone'));
  });

  it('offer a secret file to nobody, and send it when it is named', async () => {
    await test.serve({ reply: () => 'A token.' });
    await test.run('caravan.newConversation');
    await type('/explain @file:.en');
    await test.hook('composer').pressSequentially('v');
    await test.hook('mention-file:.env').waitFor();
    await test.hook('composer').press('Enter');
    await test.hook('composer').press('Enter');
    await test.ended('answered');
    assert.ok(prompts().includes('not-for-everyone'));
  });

  it('bring what is selected, and keep the message when nothing is', async () => {
    await test.serve({ reply: () => 'Two letters.' });
    await test.run('caravan.newConversation');
    await test.open('notes.md', 0, 0);
    await type('/explain @selection');
    await test.hook('composer').press('Enter');
    const error = test.hook('error');
    await error.waitFor();
    assert.match(await error.innerText(), /Nothing is selected in an editor/);
    assert.equal(test.ollama.to('/api/chat').length, 0);
    await test.waitFor('the message in the composer', async () =>
      (await test.hook('composer').inputValue()).includes('@selection'),
    );
    await test.host.call((api) => {
      const editor = api.window.activeTextEditor;
      if (!editor) throw new Error('no editor');
      editor.selection = new api.Selection(1, 0, 1, 1);
    });
    await test.hook('composer').press('Escape');
    await test.hook('composer').press('Enter');
    await test.ended('answered');
    assert.match(
      prompts(),
      /FILE: notes\.md\\n```markdown\\n\[selected: lines 2 to 2[^\]]*\]\\nb\\n/,
    );
  });
});

describe('Code of an answer', () => {
  const test = useHost(() => ({ files: { 'src/two.ts': two, 'notes.md': '' } }));
  const block = 'export const two = (): number => {\n  return 22;\n};\n';

  /** Asks for code, and gives the tool of its block with a label. */
  async function ask(): Promise<void> {
    await test.serve({ reply: () => `Here:\n\n\`\`\`ts\n// src/two.ts\n${block}\`\`\`\n` });
    await test.run('caravan.newConversation');
    const composer = test.hook('composer');
    await composer.click();
    await composer.fill('/explain two()');
    await composer.press('Enter');
    await test.ended('answered');
  }

  const tool = async (label: string): Promise<void> => {
    const header = test.host.view().locator('.code-header').last();
    await header.hover();
    await header.getByRole('button', { name: label }).click();
  };

  it('goes to the cursor and into a new file', async () => {
    await test.open('notes.md');
    await ask();
    await tool('Insert at cursor');
    await test.waitFor('the code at the cursor', async () =>
      (await test.activeText()).text.includes('return 22'),
    );
    await tool('New file');
    const language = await test.waitFor('a new file', () =>
      test.host.call((api) => {
        const document = api.window.activeTextEditor?.document;
        return document?.isUntitled ? document.languageId : undefined;
      }),
    );
    assert.equal(language, 'typescript');
    assert.ok((await test.activeText()).text.includes('return 22'));
  });

  it('is applied to the file it names, as a change the user decides on', async () => {
    await ask();
    const asked = test.ollama.to('/api/chat').length;
    await tool('Apply to a file');
    const first = test.host.page.locator('.quick-input-list .monaco-list-row').first();
    await first.filter({ hasText: 'two.ts' }).waitFor();
    await test.host.page.keyboard.press('Enter');
    await test.proposal('open');
    const file = path.join(test.host.folder, 'src/two.ts');
    assert.equal(await readFile(file, 'utf8'), two);
    assert.equal(test.ollama.to('/api/chat').length, asked, 'no model is asked');
    await test.hook('apply').last().click();
    await test.proposal('applied');
    assert.ok((await readFile(file, 'utf8')).includes('return 22'));
  });
});
