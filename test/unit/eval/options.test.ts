import assert from 'node:assert/strict';
import { nodeNames } from '../../../src/workflow/events.ts';
import { worthOf } from '../../eval/ablation.ts';
import { pastedCode } from '../../eval/askOnce.ts';
import { allCases, caseFor, rowsOf } from '../../eval/cases.ts';
import { parseOptions } from '../../eval/options.ts';
import type { Outcome } from '../../eval/outcome.ts';
import { htmlReport, textReport } from '../../eval/report.ts';
import { changedProfile, profiles, type Profile } from '../../eval/simulated/profiles.ts';

const half = profiles['half'] as Profile;
const outcome = (changes: Partial<Outcome>): Outcome => ({
  task: 'ts-x',
  gives: 'tests',
  seed: 1,
  way: 'graph',
  solved: true,
  claimed: true,
  ended: 'done',
  seconds: 1,
  promptTokens: 10,
  replyTokens: 5,
  calls: 1,
  malformed: [],
  trail: [],
  ...changes,
});

describe('The command line of the evaluation', () => {
  it('takes a simulated coder with or without a profile, or a server', () => {
    const parsed = (...argv: string[]): unknown => parseOptions(argv);
    assert.partialDeepStrictEqual(parsed('--simulated', '--json'), { simulated: '', json: true });
    assert.partialDeepStrictEqual(parsed('--simulated', '3b', '--p', '0.2'), {
      simulated: '3b',
      right: 0.2,
    });
    assert.partialDeepStrictEqual(parsed('--host', 'http://h:1/', '--model', 'm'), {
      host: 'http://h:1',
      model: 'm',
    });
    assert.partialDeepStrictEqual(parsed('--simulated', '--without', 'critic'), {
      without: ['critic'],
      wholeGraph: false,
    });
    assert.partialDeepStrictEqual(parsed('--simulated', '--without', 'critic,planner'), {
      without: ['critic', 'planner'],
    });
    assert.partialDeepStrictEqual(parsed('--simulated', '--without', 'each'), {
      without: nodeNames,
    });
    assert.partialDeepStrictEqual(parsed('--simulated', '--whole-graph'), { wholeGraph: true });
  });

  for (const argv of [
    [],
    ['--simulated', '--host', 'http://h', '--model', 'm'],
    ['--host', 'http://h'],
    ['--simulated', '--p', '2'],
    ['--simulated', '--seeds', 'many'],
    ['--simulated', '--odd'],
    ['--simulated', '--without', 'postman'],
    ['--simulated', '--without', 'critic,'],
  ]) {
    it(`refuses “${argv.join(' ')}”`, () => assert.throws(() => parseOptions(argv)));
  }
});

describe('What a node adds', () => {
  it('is the share of tasks and claims that change without it, and what it costs a run', () => {
    const whole = [outcome({}), outcome({ promptTokens: 300 })];
    const less = [outcome({}), outcome({ solved: false, claimed: true })];
    const [worth] = worthOf({ whole, without: new Map([['coder', less]]) });
    assert.deepEqual([worth?.points, worth?.wrongClaims], [50, 50]);
    assert.equal(worth?.tokens, (300 - (outcome({}).promptTokens ?? 0)) / 2);
  });
});

describe('The bounds of the evaluation', () => {
  it('belong to the profiles of the issue, however they are asked for', () => {
    assert.equal(allCases().length, 7);
    assert.equal(caseFor(changedProfile(half, { right: 0.2 })).name, 'p = 0.2');
    assert.equal(caseFor(changedProfile(half, { noFix: true })).name, 'half, no fix succeeds');
    assert.equal(caseFor(changedProfile(half, { right: 0.3 })).bounds.length, 3);
  });

  it('hold or fail by the share that was solved', () => {
    const outcomes = [
      outcome({ way: 'question', solved: false }),
      outcome({}),
      outcome({ gives: 'words', solved: false }),
      outcome({ gives: 'words', ended: 'crashed', solved: false }),
    ];
    const rows = rowsOf(caseFor(half), outcomes);
    assert.equal(rowsOf(caseFor(half), [outcome({})]).length, 3);
    assert.deepEqual(
      rows.map(({ measure, ours, ok }) => [measure, ours, ok]),
      [
        ['solved by one question', 0, true],
        ['solved, tests or examples given', 1, true],
        ['solved, words only', 0, false],
        ['crashed', 1, false],
        ['malformed files', 0, true],
      ],
    );
  });
});

describe('The report of the evaluation', () => {
  const outcomes = [
    outcome({ way: 'question', solved: false }),
    outcome({ solved: false, trail: ['code:right', '→ failed <1/2>'] }),
  ];
  const result = { name: 'half', outcomes, rows: rowsOf(caseFor(half), outcomes) };

  it('shows both ways, the bounds and where the graph lost', () => {
    const text = textReport(result);
    assert.match(text, /ts-x +0\/1, 1\.0 s, 15 tokens +0\/1, 1\.0 s, 15 tokens/);
    assert.match(text, /✘ solved, tests or examples given: 0/);
    assert.match(text, /1 × right answer came, another was verified/);
  });

  it('is one page that loads nothing', () => {
    const html = htmlReport([result]);
    assert.match(html, /→ failed &lt;1\/2&gt;/);
    assert.doesNotMatch(html, /src=|href=|url\(|<script/);
  });
});

describe('What a person would paste', () => {
  it('is the largest block, an open one too, or everything', () => {
    assert.equal(pastedCode('x\n```js\nlonger code\n```\n```\na\n```'), 'longer code\n');
    assert.equal(pastedCode('```py\ncut off'), 'cut off');
    assert.equal(pastedCode('FILE: a.py\nx = 1'), 'x = 1');
  });
});
