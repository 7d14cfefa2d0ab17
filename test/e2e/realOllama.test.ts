import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { realOllama, type RealOllama } from '../support/realOllama.ts';
import { packagedModel } from '../support/realOllamaModel.ts';
import { startVsCodeHost, type VsCodeHost } from '../support/vscodeHost.ts';
import { hook, openView, send, watchNodes, type Seen } from './viewDriver.ts';

/** A model of 135 million weights does not always get to a file: it is asked for three small ones. */
const tasks = [
  'Write a Python function is_even(n) that returns True if n is even, with tests',
  'Write a Python function add(a, b) that returns the sum, with tests',
  'Write a Python function first(items) that returns the first item, with tests',
];

/** Nodes every code run passes, whatever the model writes. */
const always = ['intent', 'planner', 'researcher', 'test_generator', 'coder', 'validator'] as const;
const closing = ['reflection', 'critic'] as const;

describe('A task on a real Ollama', function () {
  this.timeout(900_000);
  let ollama: RealOllama;
  let host: VsCodeHost;
  let seen: Seen;
  let outcomes: (string | null)[];

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
    outcomes = [await run(tasks[0]!)];
    seen = await look();
    for (const task of tasks.slice(1)) {
      if (outcomes.at(-1) !== 'done') outcomes.push(await run(task));
    }
  });

  /** Sends a task and waits for its outcome. */
  async function run(task: string): Promise<string | null> {
    const before = await hook(host, 'run').count();
    await send(host, task);
    const ended = hook(host, 'run', ':not([data-outcome="running"])').nth(before);
    await ended.waitFor({ timeout: 400_000 });
    return ended.getAttribute('data-outcome');
  }

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

  it('reaches a typed outcome, and files that Apply writes to disk', async () => {
    assert.equal(outcomes.at(-1), 'done', outcomes.join());
    const others = outcomes.slice(0, -1);
    assert.ok(
      others.every((outcome) => outcome === 'unusable'),
      outcomes.join(),
    );
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
