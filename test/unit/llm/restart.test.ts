import assert from 'node:assert/strict';
import type { ModelEvent } from '../../../src/llm/model.ts';
import { say, withClient } from '../../support/scriptedClient.ts';
import { failing } from '../../support/scriptedPool.ts';
import type { ChatScript } from '../../support/scriptedReplies.ts';

describe('an answer that breaks off', () => {
  const broken: ChatScript = { text: '<think>hm</think>one two', after: 2, then: 'rst' };

  function breaking(times: number): () => ChatScript {
    let calls = 0;
    return () => (++calls <= times ? broken : { text: '<think>so</think>whole' });
  }

  it('is asked for once more as a whole, and nothing of the draft is in the answer', async () => {
    await withClient({ reply: breaking(1) }, async ({ client, server }) => {
      const events: ModelEvent[] = [];
      const answer = await client.model.generate(say('x'), (event) => events.push(event));
      assert.deepEqual([answer.text, answer.thinking], ['whole', 'so']);
      assert.equal(server.chats().length, 2);
      const types = events.map(({ type }) => type);
      assert.ok(types.indexOf('retry') > types.indexOf('text-delta'), 'the draft was shown before');
    });
  });

  it('is an error that says what is kept when it breaks off twice', async () => {
    await withClient({ reply: breaking(2) }, async ({ client, server }) => {
      const error = await failing(client.model.generate(say('x')), 'stream-interrupted');
      assert.equal(error.kept?.message, 'What had arrived is kept.');
      assert.equal(server.chats().length, 2);
    });
  });

  it('is an error at once where its text is shown as it comes', async () => {
    await withClient({ reply: breaking(1) }, async ({ client, server }) => {
      const shown = client.model.generate(say('x', { isShown: true }));
      await failing(shown, 'stream-interrupted');
      assert.equal(server.chats().length, 1);
    });
    await withClient({ reply: breaking(1) }, async ({ client, server }) => {
      let text = '';
      const read = async (): Promise<void> => {
        for await (const event of client.model.stream(say('x')))
          if (event.type === 'text-delta') text += event.text;
      };
      await failing(read(), 'stream-interrupted');
      assert.equal(text, 'one two');
      assert.equal(server.chats().length, 1);
    });
  });
});
