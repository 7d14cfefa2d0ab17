import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ChatChunk } from '../../../src/ollama/answerReader.ts';
import { CompletionReader, kindOfPath } from '../../../src/ollama/openAi.ts';
import type { HttpReply } from '../../support/scriptedHttp.ts';
import { errorReply, jsonReply } from '../../support/scriptedReplies.ts';
import { failing, hello, withPool } from '../../support/scriptedPool.ts';
import type { ScriptedOllamaOptions } from '../../support/scriptedOllama.ts';

const trace = readFileSync(new URL('../../support/fixtures/openaiChat.sse', import.meta.url));

function read(pieces: readonly Buffer[]): unknown {
  const chunks: ChatChunk[] = [];
  const ignore = (): void => undefined;
  const control = {
    progress: ignore,
    complete: ignore,
    finish: ignore,
    pause: ignore,
    resume: ignore,
    fail: (error: Error) => assert.fail(error),
  };
  const reader = new CompletionReader({ host: 'h' }, (more) => chunks.push(...more));
  reader.open(control);
  for (const piece of pieces) {
    reader.bytes(piece);
    reader.drain();
  }
  reader.end();
  return { chunks, ending: reader.ending };
}

function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

const delta = (content: object): string => event({ choices: [{ delta: content }] });
const finish = event({ choices: [{ delta: {}, finish_reason: 'length' }] });
const usage = event({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 4 } });
const done = 'data: [DONE]\n\n';

function openAi(reply: HttpReply): ScriptedOllamaOptions {
  return {
    script: ({ path }) => {
      if (path === '/v1/chat/completions') return reply;
      return path === '/v1/models' ? jsonReply({ data: [{ id: hello.model }] }) : undefined;
    },
  };
}

/** Runs one chat against a server of kind `openai`. */
async function ask(
  reply: HttpReply,
  test: (
    answer: ReturnType<Parameters<Parameters<typeof withPool>[1]>[0]['pool']['generate']>,
    body: () => unknown,
  ) => Promise<void>,
): Promise<void> {
  await withPool({ servers: [openAi(reply)] }, async ({ pool, server, settings }) => {
    pool.configure({ ...settings, hosts: [{ url: `${server.url}/v1` }] });
    const answer = pool.generate({
      ...hello,
      options: { num_ctx: 99, num_predict: 5 },
      format: {},
    });
    await test(answer, () => server.to('/v1/chat/completions')[0]?.body);
  });
}

const sse = (...body: readonly string[]): HttpReply => ({
  headers: { 'Content-Type': 'text/event-stream' },
  body,
});

describe('a host that speaks OpenAI’s protocol', () => {
  it('is one whose address ends in a version', () => {
    assert.equal(kindOfPath('/v1'), 'openai');
    assert.equal(kindOfPath('/'), 'ollama');
    assert.equal(kindOfPath('/ollama'), 'ollama');
  });

  it('gives the same answer wherever a real trace is cut', () => {
    const whole = read([trace]) as { chunks: unknown[]; ending: { replyTokens: number } };
    assert.ok(whole.chunks.length > 3 && whole.ending.replyTokens > 3);
    for (let cut = 0; cut <= trace.length; cut++) {
      assert.deepEqual(read([trace.subarray(0, cut), trace.subarray(cut)]), whole);
    }
  });

  it('sends what it understands and nothing of Ollama’s', async () => {
    await ask(sse(delta({ content: 'hi' }), finish, usage, done), async (answer, body) => {
      const reply = await answer;
      assert.deepEqual(
        [reply.text, reply.reason, reply.promptTokens, reply.replyTokens],
        ['hi', 'length', 9, 4],
      );
      assert.deepEqual(body(), {
        model: hello.model,
        messages: hello.messages,
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: 5,
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', schema: {}, strict: true },
        },
      });
    });
  });

  it('reads vLLM’s reasoning, comments and a stream without [DONE]', async () => {
    const body = sse(
      ': ping\n\n',
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'hm' }),
      delta({ content: 'yes' }),
      finish,
    );
    await ask(body, async (answer) => {
      const reply = await answer;
      assert.deepEqual([reply.text, reply.thinking], ['yes', 'hm']);
    });
  });

  it('puts tool calls together from their pieces and gives them in Ollama’s form', async () => {
    const piece = (index: number, name: string | undefined, text: string): string =>
      delta({
        tool_calls: [
          {
            index,
            ...(name && { id: `c${index}`, type: 'function' }),
            function: { name, arguments: text },
          },
        ],
      });
    const calls = [
      piece(0, 'weather', ''),
      piece(0, undefined, '{"city":"Pa'),
      piece(0, undefined, 'ris"}'),
      piece(1, 'time', ''),
      piece(2, 'broken', '{"a":'),
    ];
    const end = event({ choices: [{ delta: {}, finish_reason: 'tool_calls' }] });
    const expected = [
      { id: 'c0', function: { name: 'weather', arguments: { city: 'Paris' } } },
      { id: 'c1', function: { name: 'time', arguments: {} } },
      { id: 'c2', function: { name: 'broken', arguments: '{"a":' } },
    ];
    for (const rest of [[end, usage, done], [end], [done]]) {
      await ask(sse(...calls, ...rest), async (answer) => {
        assert.deepEqual((await answer).toolCalls, expected);
      });
    }
    const bytes = Buffer.from([...calls, end, done].join(''));
    const whole = read([bytes]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      assert.deepEqual(read([bytes.subarray(0, cut), bytes.subarray(cut)]), whole);
    }
    await ask(sse(...calls), async (answer) => {
      await failing(answer, 'stream-incomplete');
    });
  });

  it('H11 H13 does not take an end without a reason for success, nor an error for an answer', async () => {
    await ask(sse(delta({ content: 'half' })), async (answer) => {
      await failing(answer, 'stream-incomplete');
    });
    const error = event({ error: { message: 'CUDA out of memory', code: 500 } });
    await ask(sse(delta({ content: 'half' }), error), async (answer) => {
      assert.match((await failing(answer, 'host-failed')).message, /out of memory/);
    });
  });

  it('H16 keeps the words of an error object', async () => {
    const reply = errorReply(404, '');
    const body = JSON.stringify({ error: { message: 'The model `x` does not exist.' } });
    await ask({ ...reply, body }, async (answer) => {
      await failing(answer, 'model-missing');
    });
  });
});
