import { scriptedFile } from './scriptedFile.ts';
import { useHost } from './useHost.ts';

const task = 'Write a function one() that returns 1';

describe('The memory of earlier tasks', () => {
  const test = useHost(() => ({ files: { 'package.json': '{ "type": "module" }\n' } }));
  const code = 'export function one(): number {\n  return 1;\n}\n';
  const widget = () => test.host.page.locator('.quick-input-widget:visible');

  before(async () => {
    await test.serve({ reply: scriptedFile({ codePath: 'one.ts', code, symbol: 'one' }) });
    await test.run('caravan.generateCode', task);
    await test.proposal('open');
    await test.ended('done');
  });

  it('can be looked at', async () => {
    await test.start('caravan.showMemory');
    await widget().getByText('What Caravan remembers of earlier tasks here').waitFor();
    await widget().locator('.monaco-list-row').filter({ hasText: task }).waitFor();
  });

  it('forgets a task at the press of its button', async () => {
    const row = widget().locator('.monaco-list-row').filter({ hasText: task });
    await row.hover();
    await row.locator('.codicon-trash').click();
    await row.waitFor({ state: 'detached' });
    await test.host.page.keyboard.press('Escape');
    await test.start('caravan.showMemory');
    await widget().locator('input[placeholder="Nothing is remembered."]').waitFor();
    await test.host.page.keyboard.press('Escape');
  });
});
