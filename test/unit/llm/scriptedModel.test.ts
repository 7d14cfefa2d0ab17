import assert from 'node:assert/strict';
import { z } from 'zod';
import type { ModelEvent, ModelRequest } from '../../../src/llm/model.ts';
import { ScriptedModel } from '../../support/scriptedModel.ts';

function request(label: string, signal = new AbortController().signal): ModelRequest {
  return { label, lane: 'agent', signal, messages: [{ role: 'user', content: 'Say it.' }] };
}

describe('ScriptedModel', () => {
  it('answers by label, records calls and emits model events in order', async () => {
    const model = new ScriptedModel({ coder: [{ thinking: 'hm ', text: 'one two' }, 'three'] });
    const events: ModelEvent[] = [];
    const answer = await model.generate(request('coder'), (event) => events.push(event));
    assert.equal(answer.text, 'one two');
    assert.equal(answer.thinking, 'hm ');
    assert.deepEqual(
      events.map((event) => event.type),
      ['connecting', 'prompt', 'thinking-delta', 'text-delta', 'text-delta', 'usage', 'done'],
    );
    assert.equal((await model.generate(request('coder'))).text, 'three');
    assert.equal(model.requests('coder').length, 2);
    await assert.rejects(model.generate(request('coder')), /No scripted answer for call 3/);
    await assert.rejects(model.generate(request('other')), /No scripted answer for call 1/);
    assert.equal(model.active, 0);
  });

  it('validates objects, taking the next answer as the repair', async () => {
    const model = new ScriptedModel({ '*': ['not json', { object: { a: 1 } }] });
    const schema = z.object({ a: z.number() });
    const result = await model.generateObject({ ...request('x'), schema, example: { a: 1 } });
    assert.deepEqual([result.value, result.repairs], [{ a: 1 }, 1]);
  });

  it('stops at once when the signal aborts while an answer is held', async () => {
    const model = new ScriptedModel(() => ({ hold: new Promise(() => undefined), text: 'never' }));
    const controller = new AbortController();
    const pending = model.generate(request('x', controller.signal));
    controller.abort();
    await assert.rejects(pending, { name: 'AbortError' });
    assert.equal(model.active, 0);
  });
});
