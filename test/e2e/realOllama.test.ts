import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { realOllama, type RealOllama } from '../support/realOllama.ts';
import { packagedModel } from '../support/realOllamaModel.ts';
import { startVsCodeHost, type VsCodeHost } from '../support/vscodeHost.ts';
import { hook, openView, send, watchNodes, type Seen } from './viewDriver.ts';

/** Nodes every code run passes, whatever the model writes. */
const always = ['intent', 'planner', 'researcher', 'test_generator', 'coder', 'validator'] as const;
const closing = ['reflection', 'critic'] as const;

describe('A task on a real Ollama', function () {
  this.timeout(600_000);
  let ollama: RealOllama;
  let host: VsCodeHost;
  let seen: Seen;
  let outcome: string | null;

  before(async () => {
    ollama = await realOllama({ isolated: true, model: packagedModel });
    host = await startVsCodeHost({
      settings: {
        'caravan.host': ollama.url,
        'caravan.model': ollama.model,
        'caravan.contextLength': 4096,
        'caravan.maxAttempts': 1,
      },
    });
    await openView(host);
    const look = await watchNodes(host);
    await send(
      host,
      'Write a Python function is_even(n) that returns True if n is even, with tests',
    );
    const run = hook(host, 'run', ':not([data-outcome="running"])');
    await run.waitFor({ timeout: 540_000 });
    outcome = await run.getAttribute('data-outcome');
    seen = await look();
  });

  after(async () => {
    await host?.dispose();
    await ollama?.end();
  });

  it('passes every node and streams what the model writes', () => {
    for (const name of [...always, ...closing]) {
      // A validator whose tests fail ends as failed.
      const hasEnded = ['done', 'failed'].some((end) => seen.states.includes(`${name}:${end}`));
      assert.ok(hasEnded, `${name}: ${seen.states.join(' ')}`);
    }
    const grown = Object.entries(seen.lengths).filter(([, lengths]) => lengths.length >= 3);
    assert.ok(grown.length >= 1, JSON.stringify(seen.lengths));
  });

  it('reaches an outcome; what Apply then writes is on disk', async () => {
    assert.ok(outcome === 'done' || outcome === 'unusable', String(outcome));
    if (outcome !== 'done') return;
    const rows = hook(host, 'file-row');
    const paths = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-path')!));
    assert.ok(paths.length > 0);
    await hook(host, 'apply').click();
    await hook(host, 'proposal', '[data-state="applied"]').waitFor({ timeout: 30_000 });
    for (const path of paths) {
      assert.ok((await readFile(join(host.folder, path), 'utf8')).trim() !== '', path);
    }
  });
});
