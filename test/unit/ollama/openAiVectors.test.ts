import assert from 'node:assert/strict';
import { toVectors } from '../../../src/ollama/openAi.ts';

describe('vectors of an OpenAI-compatible server', () => {
  it('come in the order of the texts, however the server orders them', () => {
    const data = [
      { index: 1, embedding: [2] },
      { index: 0, embedding: [1] },
    ];
    assert.deepEqual(toVectors({ data }), [[1], [2]]);
  });

  for (const reply of [null, undefined, 'text', {}, { data: 'text' }, { data: [null, 1, {}] }]) {
    it(`are none in ${JSON.stringify(reply)}, so that the count shows the fault`, () => {
      assert.deepEqual(toVectors(reply), []);
    });
  }
});
