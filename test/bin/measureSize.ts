import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startVsCodeHost, type VsCodeHost } from '../support/vscodeHost.ts';
import { packageIfStale, root } from './setUp.mjs';

/** Limits: 3 MB to download, 50 ms for VS Code to load and activate the extension. */
const limits = { vsixBytes: 3_000_000, activationMs: 50 };
const rounds = 5;

/** Prints both figures, with --json as one object; ends with 1 when one is over its limit. */
export async function measureSize(): Promise<void> {
  const asJson = process.argv.includes('--json');
  const quiet = ['ignore', 2, 2] as const;
  if (await packageIfStale([...quiet])) process.exit(1);
  const vsixBytes = (await stat(join(root, 'out/caravan.vsix'))).size;
  const host = await startVsCodeHost({ say: (text) => console.error(text) });
  const times: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      if (round > 0) await host.reload();
      times.push(await activationTime(host));
    }
  } finally {
    await host.dispose();
  }
  const activationMs = times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!;
  const isOver = vsixBytes > limits.vsixBytes || activationMs > limits.activationMs;
  if (asJson) {
    console.log(JSON.stringify({ vsixBytes, activationMs, times, limits, isOver }));
  } else {
    console.log(`.vsix       ${(vsixBytes / 1e6).toFixed(2)} MB (limit 3 MB)`);
    console.log(`activation  ${activationMs} ms (limit 50 ms; median of ${times.join(', ')})`);
  }
  process.exit(isOver ? 1 : 0);
}

/** VS Code's own figure, from Developer: Show Running Extensions. */
async function activationTime(host: VsCodeHost): Promise<number> {
  await host.call(async (vscode) => {
    await vscode.extensions.getExtension('caravan.caravan')!.activate();
    await vscode.commands.executeCommand('workbench.action.showRuntimeExtensions');
  });
  const row = host.page
    .locator('.runtime-extensions-editor .monaco-list-row')
    .filter({ has: host.page.locator('.name', { hasText: /^Caravan$/ }) });
  const text = await row.locator('.activation-time').innerText();
  const match = /(\d+)\s*ms/.exec(text);
  if (!match) throw new Error(`VS Code shows no activation time: ${text}`);
  return Number(match[1]);
}
