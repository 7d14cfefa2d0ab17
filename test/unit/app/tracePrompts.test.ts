import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { withCore } from '../../support/scriptedCore.ts';

describe('the prompts a user wants in the trace', () => {
  it('are in memory only: nothing of them is in the record of the run', async () => {
    const reply = (): string => 'canary reply';
    await withCore(
      { settings: { tracePrompts: true }, reply },
      async ({ caravan, run, folder }) => {
        await run();
        assert.match(JSON.stringify(caravan.trace()), /secret code.*canary reply/);
        const files = await readdir(folder, { recursive: true, withFileTypes: true });
        const texts = files
          .filter((file) => file.isFile())
          .map((file) => readFileSync(path.join(file.parentPath, file.name), 'utf8'));
        assert.ok(texts.some((text) => text.includes('"label":"coder"')));
        assert.ok(texts.every((text) => !/secret code|canary/.test(text)));
      },
    );
  });
});
