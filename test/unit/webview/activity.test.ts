import assert from 'node:assert/strict';
import {
  chartRows,
  groupCalls,
  mainPhase,
  segmentsOf,
  speedOf,
  totalsOf,
} from '../../../src/webview/activity.ts';
import { adviceFor, callTitle, summaryOf } from '../../../src/webview/activityText.ts';
import { createLanguage } from '../../../src/webview/text.ts';
import { call, calls, runId, startedAt, task } from '../../webview/support/samples.ts';
import type { Item } from '../../../src/webview/state.ts';
import { emptyRun } from '../../../src/webview/run.ts';

const english = createLanguage({}, 'en');
const now = startedAt + 26_000;
const items: readonly Item[] = [
  { kind: 'user', id: 'u', text: task },
  { kind: 'run', id: runId, run: emptyRun(runId, startedAt) },
];

describe('what models did', () => {
  it('is cut into stretches that follow each other, the last one to the end or to now', () => {
    const ended = call(
      'coder',
      0,
      [
        ['connecting', 0],
        ['prompt', 1],
        ['writing', 1],
      ],
      3,
    );
    assert.deepEqual(
      segmentsOf(ended, now).map(({ phase, from, to }) => [phase, from - startedAt, to - from]),
      [
        ['connecting', 0, 1_000],
        ['writing', 1_000, 2_000],
      ],
    );
    const going = call(
      'coder',
      20,
      [
        ['connecting', 0],
        ['writing', 2],
      ],
      undefined,
    );
    assert.equal(segmentsOf(going, now).at(-1)?.to, now);
    // The clock of the page may be behind.
    assert.deepEqual(
      segmentsOf(going, startedAt).map(({ phase }) => phase),
      ['connecting'],
    );
  });

  it('adds up by phase and names the one that took longest', () => {
    const totals = totalsOf(calls, now);
    assert.equal(totals.phases.loading, 3_300);
    assert.equal(totals.phases.queued, 11_400);
    assert.equal(totals.loads, 1);
    assert.equal(mainPhase(totals), 'writing');
    assert.equal(mainPhase(totalsOf([], now)), undefined);
    const busy = Object.values(totals.phases).reduce((sum, ms) => sum + ms, 0);
    assert.equal(totals.busyMs, busy);
  });

  it('measures speed only where there is something to measure', () => {
    assert.equal(speedOf(50, 2_000), 25);
    assert.equal(speedOf(50, 100), undefined);
    assert.equal(speedOf(0, 2_000), undefined);
  });

  it('stands in rows by host and lane, below each other where calls overlap', () => {
    const mine = calls.filter((each) => each.runId === runId);
    assert.deepEqual(
      chartRows(mine, now).map(({ host, lane, isNamed, calls: row }) => [
        host.slice(7),
        lane,
        isNamed,
        row.map(({ label }) => label).join(' '),
      ]),
      [
        ['127.0.0.1:11434', 'interactive', true, 'insert'],
        ['127.0.0.1:11434', 'agent', true, 'intent planner coder'],
        ['gpu:11434', 'agent', true, 'test_generator'],
        ['gpu:11434', 'agent', false, 'critic'],
      ],
    );
  });

  it('belongs to the runs shown, newest first, or to what goes on elsewhere', () => {
    const groups = groupCalls(calls, items, now);
    assert.deepEqual(
      groups.map(({ task: name, calls: group, from, to }) => [name, group.length, to - from]),
      [
        [task, 6, 25_800],
        [undefined, 1, 14_000],
      ],
    );
  });

  it('is said in a sentence, with what would help', () => {
    const say = (...list: Parameters<typeof totalsOf>[0][number][]): string => {
      const totals = totalsOf(list, now);
      return `${summaryOf(english, list.length, totals)} ${adviceFor(english, totals)}`;
    };
    const cases = {
      'Calls waited for each other': call(
        'a',
        0,
        [
          ['queued', 0],
          ['writing', 9],
        ],
        10,
      ),
      'The model had to be loaded (1×)': call(
        'a',
        0,
        [
          ['loading', 0],
          ['writing', 9],
        ],
        10,
      ),
      'The model reads 104 tokens a second': call(
        'a',
        0,
        [
          ['prompt', 0],
          ['writing', 9],
        ],
        10,
      ),
      'The model thinks before it answers': call(
        'a',
        0,
        [
          ['thinking', 0],
          ['writing', 9],
        ],
        10,
      ),
      'The server was hard to reach': call(
        'a',
        0,
        [
          ['retrying', 0],
          ['writing', 9],
        ],
        10,
      ),
      'The model writes 13 tokens a second': call(
        'a',
        0,
        [
          ['prompt', 0],
          ['writing', 1],
        ],
        10,
      ),
    };
    for (const [words, slow] of Object.entries(cases)) {
      assert.ok(say(slow).includes(words), say(slow));
      assert.match(say(slow), /^10s in one call\. Most of it: [a-z ]+, 90%\. /);
    }
    const twice = Object.values(cases).slice(0, 2);
    assert.match(say(...twice), /^20s in 2 calls\. Most of it: /);
  });

  it('names who called as the list of steps does', () => {
    const titles = ['coder', 'answer', 'insert', 'self-test', 'summary'].map((label) =>
      callTitle(english, call(label, 0, [], 1)),
    );
    assert.deepEqual(titles, [
      'Write code',
      'Answer',
      'Code at the cursor',
      'Test of the model',
      'summary',
    ]);
  });

  it('names what was no chat, and takes none of its tokens for a chat’s', () => {
    const embed = call('', 0, [['working', 0]], 1, { kind: 'embed', replyTokens: 0 });
    const kinds = ['embed', 'pull', 'delete'] as const;
    assert.deepEqual(
      kinds.map((kind) => callTitle(english, { ...embed, kind })),
      ['Embedding of texts', 'Download of a model', 'Deletion of a model'],
    );
    const totals = totalsOf([embed], now);
    assert.deepEqual([totals.promptTokens, totals.phases.working], [0, 1_000]);
    assert.equal(adviceFor(english, totals), '');
  });
});
