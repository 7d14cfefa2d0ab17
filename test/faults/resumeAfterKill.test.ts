import assert from 'node:assert/strict';
import { nodeNames } from '../../src/workflow/events.ts';
import { resumeAfterKill } from '../unit/workflow/resumeAfterKill.ts';
import { removeFolders } from '../unit/workflow/support.ts';

describe('a run whose process is killed', () => {
  afterEach(removeFolders);

  for (const event of ['node-start', 'node-end'] as const) {
    for (const node of nodeNames) {
      const when = event === 'node-start' ? 'inside' : 'right after';
      it(`resumes without running a finished node again, killed ${when} ${node}`, async () => {
        const { again, outcome } = await resumeAfterKill(event, node);
        assert.equal(outcome, 'done');
        assert.deepEqual(again, []);
      });
    }
  }
});
