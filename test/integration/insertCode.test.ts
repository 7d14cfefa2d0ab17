import assert from 'node:assert/strict';
import { useHost } from './useHost.ts';

const file = 'const first = 1;\n\nconst last = 9;\n';
const code = 'const second = 2;\nconst third = 3;\nconst fourth = 4;';
const fenced = `Here you are:\n\`\`\`ts\n${code}\n\`\`\`\n`;

describe('Insert Code at Cursor', () => {
  const test = useHost(() => ({
    files: { 'a.ts': file, 'crlf.ts': file.replaceAll('\n', '\r\n') },
  }));

  /** Serves the code in two parts: the second comes when `release` is called. */
  async function serveInTwoParts(): Promise<{ release: () => void }> {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await test.serve({
      reply: () => ({
        headers: { 'Content-Type': 'application/x-ndjson' },
        body: (async function* () {
          yield chunk('```ts\nconst second = 2;\nconst ');
          await released;
          yield chunk('third = 3;\nconst fourth = 4;\n```\n');
          yield `${JSON.stringify({ ...message(''), done: true, done_reason: 'stop' })}\n`;
        })(),
      }),
    });
    return { release };
  }

  async function reset(path = 'a.ts'): Promise<void> {
    await test.open(path, 1, 0);
    await test.run('workbench.action.files.revert');
    await test.open(path, 1, 0);
  }

  it('streams code to the cursor and undoes it in one step', async () => {
    await test.serve({ reply: () => ({ text: fenced, tokenDelayMs: 15 }) });
    await reset();
    await test.run('caravan.insertCode', 'three more constants');
    const inserted = `const first = 1;\n${code}\nconst last = 9;\n`;
    assert.equal((await test.activeText()).text, inserted);
    await test.run('undo');
    assert.deepEqual(await test.activeText(), { text: file, isDirty: false });
    await test.run('redo');
    assert.equal((await test.activeText()).text, inserted);
  });

  it('is one undo step even where the file was saved meanwhile', async () => {
    const { release } = await serveInTwoParts();
    await reset();
    const running = test.run('caravan.insertCode', 'three more constants');
    await test.waitFor('the first part', async () =>
      (await test.activeText()).text.includes('const second'),
    );
    await test.run('workbench.action.files.save');
    release();
    await running;
    const inserted = `const first = 1;\n${code}\nconst last = 9;\n`;
    assert.equal((await test.activeText()).text, inserted);
    await test.run('undo');
    assert.equal((await test.activeText()).text, file);
    await test.run('redo');
    assert.equal((await test.activeText()).text, inserted);
    await test.run('undo');
    await test.run('workbench.action.files.save');
  });

  it('takes everything back even where the file was saved meanwhile', async () => {
    await serveInTwoParts();
    await reset();
    await test.start('caravan.insertCode', 'three more constants');
    await test.waitFor('the first part', async () =>
      (await test.activeText()).text.includes('const second'),
    );
    await test.run('workbench.action.files.save');
    await test.run('caravan.stop');
    await test.waitFor('the text as it was', async () => (await test.activeText()).text === file);
    await test.run('workbench.action.files.save');
    await test.chatClosed();
  });

  it('is filled in by a model that can, which is asked once whether it does', async () => {
    const prompts: string[] = [];
    await test.serve({
      models: [{ name: 'scripted:1b', capabilities: ['completion', 'insert'] }],
      script: ({ path, body }) => {
        if (path !== '/api/generate') return undefined;
        const { prompt, suffix } = body as { prompt: string; suffix: string };
        prompts.push(prompt);
        const response = suffix.includes('const last') ? 'const second = 2;' : 'a + b';
        return {
          headers: { 'Content-Type': 'application/x-ndjson' },
          body: [
            `${JSON.stringify({ model: 'scripted:1b', response, done: false })}\n`,
            `${JSON.stringify({ response: '', done: true, done_reason: 'stop' })}\n`,
          ],
        };
      },
    });
    const filled = 'const first = 1;\nconst second = 2;\nconst last = 9;\n';
    for (const count of [2, 3]) {
      await reset();
      await test.run('caravan.insertCode', 'one more constant');
      assert.equal((await test.activeText()).text, filled);
      assert.equal(prompts.length, count);
      assert.equal(prompts.at(-1), 'const first = 1;\n// one more constant\n');
    }
    assert.deepEqual(test.ollama.chats(), []);
    await test.run('undo');
    assert.deepEqual(await test.activeText(), { text: file, isDirty: false });
  });

  it('shows code as it comes', async () => {
    const { release } = await serveInTwoParts();
    await reset();
    await test.start('caravan.insertCode', 'three more constants');
    await test.waitFor('the first part', async () =>
      (await test.activeText()).text.includes('const second'),
    );
    assert.ok(!(await test.activeText()).text.includes('third'));
    release();
    await test.waitFor('the second part', async () =>
      (await test.activeText()).text.includes('const fourth = 4;\n'),
    );
  });

  for (const [how, cancel] of [
    ['Escape', () => test.host.page.keyboard.press('Escape')],
    ['Stop', () => test.run('caravan.stop')],
  ] as const) {
    it(`takes everything back to the byte on ${how}, and closes the connection`, async () => {
      await serveInTwoParts();
      await reset();
      await test.start('caravan.insertCode', 'three more constants');
      await test.waitFor('the first part', async () =>
        (await test.activeText()).text.includes('const second'),
      );
      await cancel();
      await test.waitFor('the file as it was', async () => {
        const { text, isDirty } = await test.activeText();
        return text === file && !isDirty;
      });
      await test.chatClosed();
    });
  }

  it('stops when the user edits the file, and keeps what both wrote', async () => {
    await serveInTwoParts();
    await reset();
    await test.start('caravan.insertCode', 'three more constants');
    await test.waitFor('the first part', async () =>
      (await test.activeText()).text.includes('const second'),
    );
    await test.host.call(async (api) => {
      await api.window.activeTextEditor?.edit((edit) =>
        edit.insert(new api.Position(0, 0), '// mine\n'),
      );
    });
    await test.notification('you edited the file');
    await test.chatClosed();
    const { text } = await test.activeText();
    assert.ok(text.startsWith('// mine\nconst first = 1;\nconst second = 2;\n'), text);
    assert.ok(text.endsWith('const last = 9;\n'), text);
    await test.host.page.getByRole('button', { name: 'Remove Inserted Code' }).click();
    await test.waitFor(
      'the inserted code to go',
      async () => (await test.activeText()).text === `// mine\n${file}`,
    );
  });

  it('goes on in its own file when the user looks at another one', async () => {
    const { release } = await serveInTwoParts();
    await reset();
    await test.start('caravan.insertCode', 'three more constants');
    await test.waitFor('the first part', async () =>
      (await test.activeText()).text.includes('const second'),
    );
    await test.run('workbench.action.files.newUntitledFile');
    release();
    await test.waitFor('the rest', () =>
      test.host.call((api) =>
        api.workspace.textDocuments.some((document) =>
          document.getText().includes('const fourth = 4;\nconst last = 9;'),
        ),
      ),
    );
    assert.equal((await test.activeText()).text, '');
  });

  it('keeps the line ends of the file', async () => {
    await test.serve({ reply: () => fenced });
    await reset('crlf.ts');
    await test.run('caravan.insertCode', 'three more constants');
    const { text } = await test.activeText();
    assert.equal(text.replaceAll('\r\n', '').includes('\n'), false);
    assert.ok(text.includes(code.replaceAll('\n', '\r\n')));
  });

  it('leaves the file alone and says why when the model gives no code', async () => {
    await test.serve({ reply: () => '```\n```' });
    await reset();
    await test.run('caravan.insertCode', 'three more constants');
    await test.notification('without any code');
    assert.deepEqual(await test.activeText(), { text: file, isDirty: false });
  });

  it('leaves the file alone when the connection breaks in the middle', async () => {
    await test.serve({ reply: () => ({ text: fenced, after: 6, then: 'rst' }) });
    await reset();
    await test.run('caravan.insertCode', 'three more constants');
    await test.waitFor('the file as it was', async () => (await test.activeText()).text === file);
    await test.notification(/Caravan/);
  });
});

function message(content: string): object {
  return { model: 'scripted:1b', message: { role: 'assistant', content }, done: false };
}

function chunk(content: string): string {
  return `${JSON.stringify(message(content))}\n`;
}
