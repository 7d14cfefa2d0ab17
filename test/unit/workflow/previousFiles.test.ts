import assert from 'node:assert/strict';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import {
  bench,
  FakeContext,
  fileSystem,
  goodModel,
  never,
  removeFolders,
  request,
} from './support.ts';

describe('a run on files that the conversation made before', () => {
  afterEach(removeFolders);

  it('changes them as they were made, whatever is on disk', async () => {
    const model = goodModel();
    const old = 'export function slugify(): string {\n  return "old";\n}\n';
    const made = 'export function slugify(): string {\n  return "made";\n}\n';
    const context = new FakeContext({ 'slugify.ts': old, 'other.ts': 'export const a = 1;\n' });
    const run = await bench({ model, context });
    const asked = request({
      task: 'Now make it shorter',
      previous: [{ path: 'slugify.ts', content: made }],
    });
    const result = await createWorkflowEngine({ fileSystem }).start(asked, run, run.emit, never);
    assert.equal(result.outcome, 'done');
    const prompts = JSON.stringify(model.requests('coder').map((call) => call.messages));
    assert.match(prompts, /The code file as it is now\\nFILE: slugify\.ts/);
    assert.match(prompts, /return [\\"]+made/);
    assert.doesNotMatch(prompts, /old/);
  });
});
