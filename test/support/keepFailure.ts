import { globSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { VsCodeHost } from './vscodeHost.ts';

/** Where window and log of a failed test are kept, outside version control. */
const folder = path.resolve(import.meta.dirname, '../../out/failed');

/** Keeps what the window shows and what Caravan logged, under the title of the test that failed. */
export async function keepFailure(host: VsCodeHost, title: string): Promise<void> {
  const name = title.replaceAll(/[^\w]+/g, '-').slice(0, 120);
  await host.page.screenshot({ path: path.join(folder, `${name}.png`) });
  const home = path.dirname(host.folder);
  for (const [index, file] of globSync('data/**/Caravan.log', { cwd: home }).entries()) {
    await copyFile(path.join(home, file), path.join(folder, `${name}.${index}.log`));
  }
}
