import assert from 'node:assert/strict';
import { toToolCall } from '../../../src/ollama/toolCall.ts';
import type { ChatEvent } from '../../../src/ollama/types.ts';
import type { HttpReply } from '../../support/scriptedHttp.ts';
import { hello, withPool } from '../../support/scriptedPool.ts';
import { chatLine, doneLine, jsonReply, line } from '../../support/scriptedReplies.ts';

describe('a tool call', () => {
  /** Types of the events of one answer from its first piece on, and its tool calls. */
  async function follow(
    reply: HttpReply,
    path = '',
  ): Promise<readonly [readonly string[], readonly ChatEvent[]]> {
    const script = (request: { readonly path: string }): HttpReply | undefined => {
      if (request.path === '/v1/models') return jsonReply({ data: [{ id: hello.model }] });
      return /chat/.test(request.path) ? reply : undefined;
    };
    const events: ChatEvent[] = [];
    await withPool({ servers: [{ script }] }, async ({ pool, server, settings }) => {
      pool.configure({ ...settings, hosts: [{ url: server.url + path }] });
      for await (const event of pool.stream(hello)) events.push(event);
    });
    const types = events.map(({ type }) => type);
    return [types.slice(types.indexOf('chunk')), events.filter(({ type }) => type === 'tool-call')];
  }

  it('is an event of the stream, after the piece it came in', async () => {
    const add = { function: { index: 0, name: 'add', arguments: { a: 1, b: [2] } } };
    const now = { id: 'call_1', function: { name: 'now' } };
    const nameless = { function: { arguments: {} } };
    const message = { role: 'assistant', content: '', tool_calls: [add, now, nameless, null] };
    const body = [
      chatLine(hello.model, 'I look.'),
      line({ model: hello.model, message, done: false }),
      doneLine(hello.model),
    ];
    const [types, calls] = await follow({ body });
    assert.deepEqual(types, ['chunk', 'chunk', 'tool-call', 'tool-call', 'done']);
    assert.deepEqual(calls, [
      { type: 'tool-call', name: 'add', arguments: { a: 1, b: [2] } },
      { type: 'tool-call', name: 'now', arguments: {}, id: 'call_1' },
    ]);
  });

  it('is put together by its index where the pieces of several come in turn', async () => {
    const piece = (index: number, asked: object, id?: string): string => {
      const tool_calls = [{ index, ...(id !== undefined && { id }), function: asked }];
      return `data: ${JSON.stringify({ choices: [{ delta: { tool_calls } }] })}\n\n`;
    };
    const finish = { choices: [{ delta: {}, finish_reason: 'tool_calls' }] };
    const body = [
      piece(0, { name: 'add', arguments: '{"a":' }, 'call_1'),
      piece(1, { name: 'say', arguments: '' }, 'call_2'),
      piece(1, { arguments: 'not JSON' }),
      piece(0, { arguments: '1}' }),
      `data: ${JSON.stringify(finish)}\n\n`,
      'data: [DONE]\n\n',
    ];
    const [types, calls] = await follow({ body }, '/v1');
    assert.deepEqual(types, ['chunk', 'tool-call', 'tool-call', 'done']);
    assert.deepEqual(calls, [
      { type: 'tool-call', name: 'add', arguments: { a: 1 }, id: 'call_1' },
      { type: 'tool-call', name: 'say', arguments: 'not JSON', id: 'call_2' },
    ]);
  });

  it('is none where no tool is named', () => {
    for (const value of [null, 1, 'add', [], {}, { function: { name: '' } }]) {
      assert.equal(toToolCall(value), undefined);
    }
  });
});
