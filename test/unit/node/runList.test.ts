import assert from 'node:assert/strict';
import type { PastRun } from '../../../src/app/index.ts';
import { runListJson, runListText } from '../../../src/node/runList.ts';

const run: PastRun = {
  runId: 'r1',
  conversationId: 'c1',
  task: 'Write \u202Eone()\nand more',
  mode: 'code',
  folder: '/work',
  model: 'scripted:1b',
  startedAt: Date.UTC(2026, 10, 23, 9, 5, 1),
  outcome: 'done',
  elapsedMs: 61_400,
  usage: { promptTokens: 30, replyTokens: 4, queuedMs: 1, totalMs: 10 },
};

describe('past runs on the command line', () => {
  it('are a line each, with the hidden signs of a task named', () => {
    const [line, rest] = runListText([run]).split('\n');
    assert.equal(
      line?.replace(/ +/g, ' '),
      'r1 2026-11-23 09:05:01Z done 61 s 34 tokens scripted:1b Write ⟦U+202E⟧one()',
    );
    assert.equal(rest, '');
  });

  it('are a JSON document a line with --json', () => {
    assert.deepEqual(JSON.parse(runListJson([run])), run);
    assert.equal(runListJson([]), '');
  });
});
