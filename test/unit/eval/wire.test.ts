import assert from 'node:assert/strict';
import { realBounds, rowsOf } from '../../eval/cases.ts';
import type { Outcome } from '../../eval/outcome.ts';
import { protocolErrors } from '../../eval/protocolErrors.ts';
import { countStructured, type StructuredCalls } from '../../eval/structuredCalls.ts';
import { tapServer, type SeenChat } from '../../eval/wireTap.ts';
import type { RunEvent } from '../../../src/app/index.ts';
import { userText, type UserText } from '../../../src/base/userText.ts';
import { createScriptedOllama } from '../../support/scriptedOllama.ts';

const format = {
  type: 'object',
  properties: { kind: { type: 'string', enum: ['bug', 'speed'] }, score: { type: 'number' } },
  required: ['kind', 'score'],
};
const good = '{"kind":"bug","score":0.5}';
const user = (content: string) => ({ role: 'user', content });

/** A chat of a question and, for repairs, the answer that did not do. */
const chat = (question: string, answer: string, repairs?: string): SeenChat => ({
  request: JSON.stringify({
    format,
    messages: [
      user(question),
      ...(repairs === undefined
        ? []
        : [{ role: 'assistant', content: repairs }, user('Reply again.')]),
    ],
  }),
  reply: [...answer, '']
    .map((content) => JSON.stringify({ message: { content }, done: content === '' }))
    .join('\n'),
});

describe('The structured calls of a run', () => {
  const none: StructuredCalls = { asked: 0, repairs: 0, invalid: 0, overRepaired: 0 };

  it('are counted by questions, however often each was repaired', () => {
    const chats = [
      chat('one', good),
      chat('two', '{"kind":"bu'),
      chat('two', good, '{"kind":"bu'),
      chat('three', 'no'),
      chat('three', '{"kind":"other","score":1}', 'no'),
      chat('three', '{"kind":"bug"}', '{"kind":"other","score":1}'),
    ];
    assert.deepEqual(countStructured(chats), { ...none, asked: 3, repairs: 3, invalid: 1 });
  });

  it('are none where no schema was sent, and one where an empty reply was asked for again', () => {
    const free = { request: JSON.stringify({ messages: [user('Hi')] }), reply: '' };
    assert.deepEqual(countStructured([free]), none);
    const again = [
      chat('one', ' '),
      chat('one', 'no'),
      chat('one', '', 'no'),
      chat('one', good, 'no'),
    ];
    assert.deepEqual(countStructured(again), { ...none, asked: 1, repairs: 1 });
  });

  it('show when a question was repaired more than twice, and count the same question anew', () => {
    const wrong = [chat('one', 'a'), ...['a', 'b', 'c'].map((before) => chat('one', 'x', before))];
    const counted = countStructured([...wrong, chat('two', good), chat('two', good)]);
    assert.deepEqual(counted, { asked: 3, repairs: 3, invalid: 1, overRepaired: 1 });
  });

  it('are seen by a tap before the server, which hands everything on', async () => {
    const server = await createScriptedOllama({ reply: () => good });
    const tap = await tapServer(server.url);
    try {
      const tags = (await (await fetch(`${tap.url}/api/tags`)).json()) as { models: unknown[] };
      assert.equal(tags.models.length, 1);
      const body = { model: 'scripted:1b', messages: [user('one')], format, stream: true };
      const reply = await fetch(`${tap.url}/api/chat`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', connection: 'close' },
      });
      assert.match(await reply.text(), /"done":true/);
      assert.deepEqual(server.chats()[0]?.format, format);
    } finally {
      await tap.close();
      await server.close();
    }
    assert.deepEqual(countStructured(tap.chats()), { ...none, asked: 1 });
  });

  it('break off for the server when they break off for the tap', async () => {
    const server = await createScriptedOllama({
      reply: () => new Promise<string>(() => undefined),
    });
    const tap = await tapServer(server.url);
    const controller = new AbortController();
    const body = JSON.stringify({ model: 'scripted:1b', messages: [user('one')], format });
    const asking = fetch(`${tap.url}/api/chat`, {
      method: 'POST',
      body,
      signal: controller.signal,
    });
    const rejected = assert.rejects(asking);
    while (server.chats().length === 0) await new Promise(setImmediate);
    controller.abort();
    await rejected;
    await tap.close();
    await server.close();
    assert.deepEqual(countStructured(tap.chats()), { ...none, asked: 1, invalid: 1 });
  });
});

describe('What the user reads of a run', () => {
  const base = { runId: 'r', at: 0 };
  const nodeEnd = (summary: UserText): RunEvent => ({
    ...base,
    type: 'node-end',
    node: 'coder',
    attempt: 1,
    outcome: 'done',
    elapsedMs: 1,
    summary,
  });
  const usage = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };

  it('may speak of code and its errors', () => {
    const events: RunEvent[] = [
      nodeEnd(userText('{0}', 'TypeError: undefined is not a function')),
      nodeEnd(userText('{0} of {1} passed', 1, 2)),
      { ...base, type: 'answer-delta', channel: 'text', text: 'Parse it with JSON.parse.' },
      { ...base, type: 'answer-delta', channel: 'thinking', text: '<think>' },
    ];
    assert.deepEqual(protocolErrors(events), []);
  });

  it('must not speak of the machinery, in any part of it', () => {
    const events: RunEvent[] = [
      nodeEnd(userText('{0}', '[object Object]')),
      { ...base, type: 'answer-delta', channel: 'text', text: 'So </thi' },
      { ...base, type: 'answer-delta', channel: 'text', text: 'nk> it is' },
      {
        ...base,
        type: 'run-end',
        outcome: 'failed',
        elapsedMs: 1,
        usage,
        error: {
          code: 'answer-malformed',
          text: userText('The model {0} did not keep the format: {1}', 'm', 'kind: wrong'),
          next: userText('read ECONNRESET'),
          kept: userText('Nothing is lost.'),
        },
      },
    ];
    assert.equal(protocolErrors(events).length, 4);
  });
});

describe('The bounds of a real model', () => {
  const outcome = (changes: Partial<Outcome>): Outcome => ({
    task: 'ts-x',
    gives: 'tests',
    seed: 1,
    way: 'graph',
    solved: false,
    claimed: false,
    ended: 'unusable',
    seconds: 1,
    promptTokens: 10,
    replyTokens: 5,
    calls: 1,
    malformed: [],
    trail: [],
    structured: { asked: 5, repairs: 4, invalid: 2, overRepaired: 0 },
    protocolErrors: [],
    ...changes,
  });
  const rows = (...outcomes: readonly Outcome[]) => {
    const all = rowsOf({ name: 'm', bounds: realBounds() }, [
      outcome({ way: 'question', ended: 'answered' }),
      ...outcomes,
    ]);
    return new Map(all.map(({ measure, ours, bound, ok }) => [measure, [ours, bound, ok]]));
  };

  it('hold where agents fell back on rules', () => {
    const found = rows(outcome({}), outcome({ ended: 'done' }));
    assert.deepEqual(found.get('structured calls'), [10, 'shown', true]);
    assert.deepEqual(found.get('structured calls invalid after two repairs'), [4, 'shown', true]);
    assert.deepEqual(found.get('structured calls invalid and without a fall-back'), [
      0,
      '≤ 0',
      true,
    ]);
    assert.deepEqual(found.get('without a typed end'), [0, '≤ 0', true]);
    assert.ok([...found.values()].every(([, , ok]) => ok));
  });

  it('fail where a run ended by a malformed answer, ended in nothing, or said what it should not', () => {
    const found = rows(
      outcome({ ended: 'failed', error: 'answer-malformed' }),
      outcome({ ended: 'no run-end' }),
      outcome({ structured: { asked: 1, repairs: 3, invalid: 0, overRepaired: 1 } }),
      outcome({ protocolErrors: ['ECONNRESET'] }),
    );
    assert.deepEqual(found.get('structured calls invalid and without a fall-back'), [
      4,
      '≤ 0',
      false,
    ]);
    assert.deepEqual(found.get('without a typed end'), [1, '≤ 0', false]);
    assert.deepEqual(found.get('structured calls repaired more than twice'), [1, '≤ 0', false]);
    assert.deepEqual(found.get('protocol errors that the user reads'), [1, '≤ 0', false]);
  });
});
