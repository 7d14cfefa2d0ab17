import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { useSizeTask } from './useSizeTask.ts';

const before =
  'const unit = 1;\n\nexport function size(): number {\n  return unit;\n}\n\nexport const name = "a";\n';
const after = before.replace('unit = 1', 'unit = 2').replace('"a"', '"b"');

describe('Review', () => {
  const { test, testFile, onDisk, propose } = useSizeTask(before, after);
  const row = (text: string): Locator =>
    test.host.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text });

  beforeEach(propose);

  it('writes the changes that were chosen, and says that they were not tested so', async () => {
    await test.start('caravan.chooseChanges');
    await row('name = "b"').locator('.monaco-checkbox').click();
    await row('New file').locator('.monaco-checkbox').click();
    const count = test.host.page.locator('.quick-input-widget').getByText('1 Selected');
    await count.waitFor();
    await test.host.page.locator('.quick-input-action').getByText('OK').click();
    const files = test.hook('proposal').last().locator('[data-testid="file-row"]');
    await test.waitFor('the file that stays', async () => (await files.count()) === 1);
    await test.hook('proposal-note').last().getByText('Not tested as you chose it').waitFor();
    assert.equal(await onDisk(), before);
    await test.run('caravan.applyChanges');
    await test.proposal('applied');
    assert.equal(await onDisk(), before.replace('unit = 1', 'unit = 2'));
    assert.equal(existsSync(testFile()), false);
  });

  it('lists in the open review what is left when files were left out, and again what came back', async () => {
    const isOnly = (title: string) => async (): Promise<boolean> => {
      const tabs = await test.host.call((api) =>
        api.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label)),
      );
      return tabs.join() === `Changes proposed by Caravan (${title})`;
    };
    const choose = async (count: string): Promise<void> => {
      await test.start('caravan.chooseChanges');
      await row('New file').locator('.monaco-checkbox').click();
      await test.host.page.locator('.quick-input-widget').getByText(count).waitFor();
      await test.host.page.locator('.quick-input-action').getByText('OK').click();
    };
    await test.run('caravan.reviewChanges');
    await test.waitFor('both files', isOnly('2 files'));
    await choose('2 Selected');
    await test.waitFor('the file that stays', isOnly('1 file'));
    await choose('3 Selected');
    await test.waitFor('both files again', isOnly('2 files'));
  });

  it('writes the text as it was edited in the review, and nothing before it is applied', async () => {
    await test.run('caravan.reviewChanges');
    const { page } = test.host;
    await page.locator('.multiDiffEntry').first().waitFor();
    await page.locator('.editor-actions [aria-label^="Choose Changes"]').first().waitFor();
    await test.host.call(async (api) => {
      const isMine = ({ uri }: { uri: { scheme: string; path: string; query: string } }): boolean =>
        uri.scheme === 'caravan-proposal' &&
        uri.path === '/src/size.ts' &&
        uri.query.includes('side=after');
      const document = api.workspace.textDocuments.find(isMine);
      if (!document) throw new Error('not shown');
      const edit = new api.WorkspaceEdit();
      edit.insert(document.uri, new api.Position(0, 0), '// mine\n');
      await api.workspace.applyEdit(edit);
    });
    await test.run('caravan.applyChanges');
    await test.proposal('applied');
    assert.equal(await onDisk(), `// mine\n${after}`);
    await test.hook('keep').last().click();
    await test.proposal('kept');
  });

  it('writes what stays after one change was taken back in the diff editor', async () => {
    await test.host.view().getByTitle('Review src/size.ts').last().click();
    const { page } = test.host;
    await page.locator('.editor-actions [aria-label^="Choose Changes"]').first().waitFor();
    // One arrow a change, in the order of the lines.
    const arrows = page.locator('.monaco-diff-editor .gutter .codicon-arrow-right');
    await arrows.last().click();
    await test.run('caravan.applyChanges');
    await test.proposal('applied');
    assert.equal(await onDisk(), before.replace('unit = 1', 'unit = 2'));
  });

  it('puts the files back from the card, and says so', async () => {
    await test.run('caravan.applyChanges');
    await test.proposal('applied');
    assert.equal(await onDisk(), after);
    await test.hook('undo').last().click();
    await test.proposal('undone');
    assert.equal(await onDisk(), before);
    assert.equal(existsSync(testFile()), false);
  });
});
