import assert from 'node:assert/strict';
import { testModel } from '../../../src/agents/selfTest.ts';
import { raceAbort } from '../../../src/base/abort.ts';
import { CaravanError } from '../../../src/base/errors.ts';
import { systemClock, type Clock } from '../../../src/base/clock.ts';
import { userText } from '../../../src/base/userText.ts';
import { ManualClock } from '../../support/manualClock.ts';
import { ScriptedModel, type ReplyFunction } from '../../support/scriptedModel.ts';

const never = new AbortController().signal;
const measure = (
  reply: ReplyFunction,
  {
    clock = systemClock,
    signal = never,
    capabilities = [],
  }: { clock?: Clock; signal?: AbortSignal; capabilities?: readonly string[] } = {},
): ReturnType<typeof testModel> =>
  testModel(
    { model: new ScriptedModel(reply), signal, emit: () => undefined, affinity: 'self-test' },
    clock,
    capabilities,
  );

const file = (path: string, code: string): string =>
  `FILE: ${path}\n\`\`\`javascript\n${code}\n\`\`\``;
const good = [
  file('double.js', 'export function double(value) {\n  return value * 2;\n}'),
  file('last.js', 'export function last(items) {\n  return items[items.length - 1];\n}'),
  'FILE: last.js\n<<<<<<< SEARCH\n  return items[items.length];\n=======\n  return items.at(-1);\n>>>>>>> REPLACE',
  { object: { kind: 'speed', reason: 'it is to be faster' } },
] as const;

describe('the self-test of a model', () => {
  it('finds what a good model can do', async () => {
    const record = await measure((_request, index) => good[index] ?? '');
    const { tokensPerSecond, ...found } = record;
    assert.deepEqual(found, { structured: true, wholeFile: true, blocks: true, fixes: true });
    assert.ok(tokensPerSecond >= 0);
  });

  it('finds whether a model fills in, where the server lists it for that, and asks no other', async () => {
    const fills = async (middle: string, finish: 'stop' | 'length' = 'stop'): Promise<unknown> => {
      const reply: ReplyFunction = ({ suffix }, index) =>
        suffix === undefined ? (good[index] ?? '') : { text: middle, finish };
      return (await measure(reply, { capabilities: ['completion', 'insert'] })).fills;
    };
    for (const middle of ['a + b', '  b+a  # the sum\n', '(a + b)', 'sum([a, b])']) {
      assert.equal(await fills(middle), true, middle);
    }
    for (const bad of [
      '',
      '```\na + b\n```',
      'The sum is a + b.',
      'a + b\n\nprint(add(2, 3))',
      'a',
    ]) {
      assert.equal(await fills(bad), false, bad);
    }
    assert.equal(await fills('a + b', 'length'), false);
    const other = await measure(({ suffix }, index) => {
      assert.equal(suffix, undefined);
      return good[index] ?? '';
    });
    assert.ok(!('fills' in other));
  });

  it('finds that a tiny model talks instead and gives the mistake back; what it decides is no matter of form', async () => {
    const answers = [
      'You can multiply the value by two.',
      file('last.js', 'export function last(items) {\n  return items[items.length];\n}'),
      'FILE: last.js\n<<<<<<< SEARCH\nItem\n=======\nitem\n>>>>>>> REPLACE',
      { object: { kind: 'question', reason: 'sort' } },
    ] as const;
    const { tokensPerSecond, ...found } = await measure((_, index) => answers[index] ?? '');
    assert.ok(tokensPerSecond >= 0);
    assert.deepEqual(found, { structured: true, wholeFile: true, blocks: false, fixes: false });
  });

  it('finds that a model keeps to no schema, and does not wait for its repairs', async () => {
    let texts = 0;
    const { structured } = await measure((_request, index) => {
      if (index > 2) texts++;
      return index > 2 ? 'Speed, I would say.' : (good[index] ?? '');
    });
    assert.equal(structured, false);
    assert.ok(texts <= 2, `${texts} answers`);
  });

  it('finds that a model thinks although it was asked not to, and gives it room', async () => {
    const rooms: (number | undefined)[] = [];
    const { thinks, wholeFile } = await measure((request, index) => {
      rooms.push(request.maxTokens);
      const answer = good[index - 1];
      const cut = { thinking: 'Hmm, twice a number …', finish: 'length' } as const;
      return index === 0 || answer === undefined ? cut : answer;
    });
    assert.equal(thinks, true);
    assert.equal(wholeFile, true, 'the first answer had no room');
    assert.deepEqual(rooms.slice(0, 3), [200, 2_200, 2_200]);
  });

  it('finds that a model gives no file in form', async () => {
    const { wholeFile } = await measure(() => 'You can multiply the value by two.');
    assert.equal(wholeFile, false);
  });

  it('leaves out what a slow model has no time for, and no timer stays', async () => {
    const clock = new ManualClock();
    const record = await measure(
      async (request, index) => {
        if (index === 0) return good[0];
        void clock.advance(30_000);
        return raceAbort(new Promise<never>(() => undefined), request.signal);
      },
      { clock },
    );
    assert.deepEqual(record, { wholeFile: true, tokensPerSecond: record.tokensPerSecond });
    assert.equal(clock.pending, 0);
  });

  it('ends with the run that asked for it', async () => {
    const controller = new AbortController();
    const measuring = measure(
      (request) => {
        controller.abort(new Error('stopped'));
        return raceAbort(new Promise<never>(() => undefined), request.signal);
      },
      { signal: controller.signal },
    );
    await assert.rejects(measuring, /stopped/);
  });

  it('does not take a server that cannot be reached for a weak model', async () => {
    const lost = new CaravanError('host-unreachable', { text: userText('failed') });
    await assert.rejects(
      measure(() => lost),
      lost,
    );
  });
});
