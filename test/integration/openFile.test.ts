import assert from 'node:assert/strict';
import { rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { scriptedFile } from './scriptedFile.ts';
import { useHost } from './useHost.ts';

const cart = 'export const one = 1;\nexport const two = 2;\nexport const three = 3;\n';
const total = 'export function total(): number {\n  return 12;\n}\n';

describe('A file that an answer names', () => {
  const test = useHost(() => ({
    files: {
      'package.json': '{ "type": "module" }\n',
      'src/cart.ts': cart,
      'src/gone.ts': cart,
      'src/moved.ts': cart,
    },
  }));
  const inFolder = (name: string): string => path.join(test.host.folder, name);
  const link = (name: string): Locator =>
    test.hook('answer').last().getByTestId('file-link').getByText(name, { exact: true });

  /** Asks a question that is answered with a text, and waits until all of it is there. */
  async function answerWith(text: string): Promise<void> {
    await test.serve({ reply: () => text });
    await test.run('caravan.chat.focus');
    const composer = test.hook('composer');
    await composer.waitFor();
    await composer.fill('/explain where this is done');
    await composer.press('Enter');
    // Not the newest run, which may still be the one before.
    const run = test.hook('run', '[data-outcome="answered"]');
    await run.filter({ hasText: text.split('`').at(-2)?.trim() ?? text }).waitFor();
  }

  /** Waits until an editor shows a file of this scheme and path with a line selected. */
  async function shown(scheme: string, name: string, line: number): Promise<void> {
    await test.waitFor(`${scheme}: ${name} at ${line}`, () =>
      test.host.call(
        (api, [wanted, ending, at]) => {
          const editor = api.window.activeTextEditor;
          return (
            editor?.document.uri.scheme === wanted &&
            editor.document.uri.path.endsWith(`/${ending}`) &&
            editor.selection.start.line === at - 1 &&
            editor.selection.end.line === at - 1 &&
            !editor.selection.isEmpty
          );
        },
        [scheme, name, line] as [string, string, number],
      ),
    );
  }

  it('opens at its line, from a link that is there for files only', async () => {
    await test.run('caravan.newConversation');
    await answerWith('See `cart.ts:2`, not `two.length` or `src/none.ts`.');
    await link('cart.ts:2').click();
    await shown('file', 'src/cart.ts', 2);
    assert.equal(await test.hook('answer').last().getByTestId('file-link').count(), 1);
    const isPreview = await test.host.call(
      (api) => api.window.tabGroups.activeTabGroup.activeTab?.isPreview,
    );
    assert.equal(isPreview, true);
  });

  it('has its code in colours, under the policy of the real page', async () => {
    await test.run('caravan.newConversation');
    await answerWith('So:\n\n```ts\nexport const one = 1;\n```\n\nin `package.json`.');
    const word = test.hook('answer').last().locator('.token-keyword').first();
    await word.waitFor();
    assert.equal(await word.innerText(), 'export');
  });

  it('opens as it is proposed while it is nowhere else', async () => {
    await test.serve({
      reply: scriptedFile({ codePath: 'src/total.ts', code: total, symbol: 'total' }),
    });
    await test.run('caravan.newConversation');
    await test.run('caravan.generateCode', 'Write a function total() in src/total.ts');
    await test.proposal('open');
    await answerWith('It returns in `src/total.ts:2`.');
    await link('src/total.ts:2').click();
    await shown('caravan-proposal', 'src/total.ts', 2);
  });

  it('is said to be gone, or to be outside, when it is so by then', async () => {
    await test.run('caravan.newConversation');
    await answerWith('See `src/gone.ts` and `src/moved.ts`.');
    await link('src/gone.ts').waitFor();
    await rm(inFolder('src/gone.ts'));
    await link('src/gone.ts').click();
    await test.hook('error').getByText('There is no file src/gone.ts.').waitFor();
    const outside = `${test.host.folder}-outside.ts`;
    await writeFile(outside, cart);
    try {
      await rm(inFolder('src/moved.ts'));
      await symlink(outside, inFolder('src/moved.ts'));
      await link('src/moved.ts').click();
      await test.hook('error').getByText('src/moved.ts is outside the open folder.').waitFor();
    } finally {
      await rm(outside);
    }
    const open = await test.host.call((api) =>
      api.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label)),
    );
    assert.ok(!open.includes('moved.ts') && !open.includes('gone.ts'), open.join());
  });
});
