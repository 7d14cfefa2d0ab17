import assert from 'node:assert/strict';
import { IntentCache } from '../../../src/agents/intentCache.ts';
import type { Intent } from '../../../src/agents/types.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import type { RunRequest } from '../../../src/workflow/run.ts';
import { bench, fileSystem, goodModel, never, removeFolders, request } from './support.ts';

const unclear = { task: 'our invoices' };
const isQuestion = { object: { about: 'asks of invoices', confidence: 0.8, kind: 'explain' } };

describe('what a task is', () => {
  afterEach(removeFolders);

  /** How often the model is asked what the tasks are, one run each, all by one engine. */
  async function asked(
    intent: Parameters<typeof goodModel>[0],
    ...changes: readonly Partial<RunRequest>[]
  ): Promise<number> {
    const engine = createWorkflowEngine({ fileSystem });
    const model = goodModel(intent);
    for (const [index, change] of changes.entries()) {
      const ports = await bench({ model });
      const run = request({ ...unclear, runId: `run-${index}`, ...change });
      await engine.start(run, ports, ports.emit, never);
    }
    return model.requests('intent').length;
  }

  it('is asked once, and known when the same is asked again', async () => {
    assert.equal(await asked({ intent: isQuestion }, {}, {}), 1);
  });

  it('is asked anew of another task, another conversation and another model', async () => {
    const others = [
      { task: 'our customers' },
      { history: [{ role: 'user', content: 'We wrote a parser.' }] },
      { model: 'other' },
    ] as const;
    assert.equal(await asked({ intent: isQuestion }, {}, ...others), 4);
  });

  it('is not kept where the model could not say', async () => {
    const unsure = await asked({ intent: 'I do not know' }, {});
    assert.equal(await asked({ intent: 'I do not know' }, {}, {}), 2 * unsure);
  });

  it('is forgotten after a hundred others', () => {
    const cache = new IntentCache();
    const question = (number: number) =>
      ({ task: `task ${number}`, mode: 'auto', model: 'm', history: [] }) as const;
    const intent = { type: 'create' } as Intent;
    for (let number = 0; number <= 100; number++) cache.set(question(number), intent);
    assert.equal(cache.get(question(0)), undefined);
    assert.equal(cache.get(question(1)), intent);
  });
});
