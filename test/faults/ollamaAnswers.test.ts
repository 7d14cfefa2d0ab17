import assert from 'node:assert/strict';
import { z } from 'zod';
import { translate } from '../../src/base/userText.ts';
import type { ModelEvent } from '../../src/llm/model.ts';
import { say, withClient } from '../support/scriptedClient.ts';
import { failing } from '../support/scriptedPool.ts';

const thinker = { name: 'scripted:1b', capabilities: ['completion', 'thinking'] };

describe('an answer that is no use', () => {
  it('H31 stops a model that says the same piece for ever, and closes the connection', async () => {
    const text = `Well, ${'same '.repeat(200)}`;
    const options = { reply: () => ({ text, tokenDelayMs: 1 }) };
    await withClient(options, async ({ client, server }) => {
      const error = await failing(client.model.generate(say('x')), 'answer-repeating');
      assert.match(error.message, /repeats itself/);
      await server.closed(server.requests.length - 1);
    });
  });

  it('H31 stops a model that writes the same line for ever', async () => {
    const text = 'const value = compute(1);\n'.repeat(40);
    await withClient({ reply: () => text }, async ({ client }) => {
      await failing(client.model.generate(say('x')), 'answer-repeating');
    });
  });

  it('H31 lets code repeat braces and blank lines', async () => {
    const text = `${'  }\n\n'.repeat(40)}done`;
    await withClient({ reply: () => text }, async ({ client }) => {
      assert.equal((await client.model.generate(say('x'))).text, text);
    });
  });

  it('H36 asks once more after an empty answer, with another seed', async () => {
    let calls = 0;
    await withClient(
      { reply: () => (++calls === 1 ? ' \n' : 'now') },
      async ({ client, server }) => {
        const events: ModelEvent[] = [];
        const answer = await client.model.generate(say('x', { seed: 5 }), (event) =>
          events.push(event),
        );
        assert.equal(answer.text, 'now');
        assert.deepEqual(
          server.chats().map((chat) => chat.options?.['seed']),
          [5, 6],
        );
        assert.ok(events.some((event) => event.type === 'retry'));
      },
    );
  });

  it('H36 says that the model returned nothing when it does so twice', async () => {
    await withClient({ reply: () => '' }, async ({ client, server }) => {
      await failing(client.model.generate(say('x')), 'answer-empty');
      assert.equal(server.chats().length, 2);
    });
  });

  it('H37 asks once more without thinking when there was only thinking', async () => {
    const options = {
      models: [thinker],
      reply: (chat: { think?: boolean | string }) =>
        chat.think === true ? { thinking: 'hm hm', text: '' } : 'answer',
    };
    await withClient(options, async ({ client, server }) => {
      const answer = await client.model.generate(say('x', { think: true }));
      assert.equal(answer.text, 'answer');
      assert.equal(answer.thinking, '');
      assert.deepEqual(
        server.chats().map((chat) => chat.think),
        [true, false],
      );
    });
  });

  for (const doneReason of ['stop', 'length']) {
    it(`H37 never takes thinking for an answer (${doneReason})`, async () => {
      const reply = (): object => ({ text: '<think>secret plan', doneReason });
      await withClient({ reply }, async ({ client }) => {
        const error = await failing(client.model.generate(say('x')), 'answer-thinking-only');
        assert.equal(error.data['cut'], doneReason === 'length');
      });
    });
  }

  it('H38 keeps think tags out of the answer and leaves code fences alone', async () => {
    const code = '```html\n<think>\n```\n';
    const reply = (): string => `<think>first, a plan</think>\n\n${code}`;
    await withClient({ reply }, async ({ client }) => {
      const answer = await client.model.generate(say('x'));
      assert.deepEqual([answer.text, answer.thinking], [code, 'first, a plan']);
    });
  });

  it('H39 marks an answer cut at the limit', async () => {
    const reply = (): object => ({ text: 'half of', doneReason: 'length' });
    await withClient({ reply }, async ({ client }) => {
      assert.equal((await client.model.generate(say('x'))).finish, 'length');
    });
  });

  it('H40 refuses a prompt that cannot fit before it is sent', async () => {
    await withClient({}, async ({ client, server }) => {
      const long = say('word '.repeat(20_000));
      const error = await failing(client.model.generate(long), 'context-overflow');
      assert.equal(error.data['fits'], 4096);
      assert.equal(server.chats().length, 0);
    });
  });

  for (const [read, what] of [
    [4096, 'filled the whole context'],
    [300, 'read far less than was sent'],
  ] as const) {
    it(`H40 notices that the server cut the prompt without a word: it ${what}`, async () => {
      const reply = (): object => ({ text: 'sure', counters: { prompt_eval_count: read } });
      await withClient({ reply }, async ({ client }) => {
        const error = await failing(
          client.model.generate(say('some words '.repeat(1_500))),
          'context-overflow',
        );
        assert.equal(error.data['fits'], read);
      });
    });
  }

  it('H45 shows the model its mistake, at most twice, then says it did not keep the format', async () => {
    const schema = z.object({ age: z.number() });
    const ask = { ...say('Age?'), schema, example: { age: 7 } };
    const answers = ['no idea', '{"age":"old"}', '{"age":30}'];
    await withClient({ reply: () => answers.shift() ?? 'no' }, async ({ client, server }) => {
      const result = await client.model.generateObject(ask);
      assert.deepEqual([result.value, result.repairs], [{ age: 30 }, 2]);
      const last = server.chats().at(-1)?.messages ?? [];
      assert.deepEqual(
        last.map((message) => message.role),
        ['user', 'assistant', 'user'],
      );
      assert.match(last[2]?.content ?? '', /age: .*number[\s\S]*\{"age":7\}/);
      await failing(client.model.generateObject(ask), 'answer-malformed');
      assert.equal(server.chats().length, 6);
    });
  });
});

describe('C14 one run profile for a model', () => {
  it('sends the same num_ctx from every caller, never more than the model was made for', async () => {
    const models = [{ name: 'scripted:1b', contextLength: 2048 }];
    await withClient({ models }, async ({ client, server }) => {
      await client.model.generate(say('a', { maxTokens: 5, temperature: 0.9 }));
      await client.model.generate(say('b', { lane: 'interactive', stop: ['x'] }));
      const options = server.chats().map((chat) => chat.options ?? {});
      assert.deepEqual(
        options.map((each) => each['num_ctx']),
        [2048, 2048],
      );
      assert.ok(options.every((each) => each['repeat_penalty'] === 1));
      assert.ok(server.chats().every((chat) => chat.keep_alive === '30m' && chat.stream));
      assert.ok(server.chats().every((chat) => !('think' in chat)));
      assert.equal(server.to('/api/show').length, 1);
    });
  });

  it('sends the same num_ctx in every request of a run, and a larger one only in the next', async () => {
    const models = [{ name: 'scripted:1b', contextLength: 65_536 }];
    const settings = { contextLength: 'auto' as const };
    const reply = (): string => 'sure';
    await withClient({ models, settings, reply }, async ({ client, server }) => {
      const call = (more: Parameters<typeof say>[1], words = 10): Promise<unknown> =>
        client.model.generate(say('word '.repeat(words), more));
      const { signal } = new AbortController();
      client.hold('first');
      await Promise.all([call({ affinity: 'first' }), call({ lane: 'interactive' })]);
      for (const words of [100, 1_000, 5_000]) await call({ affinity: 'first' }, words);
      const long = say('word '.repeat(20_000), { affinity: 'first', maxTokens: 500 });
      const error = await failing(client.model.generate(long), 'context-overflow');
      assert.match(error.message, /2\d{4} tokens to read and 500 to write, where 8192/);
      assert.match(error.next ? translate(error.next) : '', /next run gets a context of 32768/);
      await client.release('first', signal);
      const contexts = (): readonly unknown[] =>
        server.chats().map((chat) => chat.options?.['num_ctx']);
      assert.deepEqual(
        contexts(),
        Array.from({ length: 6 }, () => 8_192),
      );
      client.hold('second');
      await client.model.generate({ ...long, affinity: 'second' });
      await client.release('second', signal);
      assert.deepEqual(contexts().slice(6), [32_768, 32_768]);
    });
  });

  it('takes the context a model is loaded with, so that it is not loaded again', async () => {
    const models = [{ name: 'scripted:1b', contextLength: 65_536, loadedContext: 24_576 }];
    const settings = { contextLength: 'auto' as const };
    await withClient({ models, settings, loaded: ['scripted:1b'] }, async ({ client, server }) => {
      await client.model.generate(say('a'));
      assert.equal(server.chats()[0]?.options?.['num_ctx'], 24_576);
    });
  });
});
