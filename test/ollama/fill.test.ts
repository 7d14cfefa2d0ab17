import assert from 'node:assert/strict';
import { createKnownModels } from '../../src/app/modelRecords.ts';
import { defaultSettings } from '../../src/app/index.ts';
import { systemClock } from '../../src/base/clock.ts';
import { Emitter } from '../../src/base/event.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createModelClient, type ModelClient } from '../../src/llm/modelClient.ts';
import { InMemoryFileSystem } from '../support/inMemoryFileSystem.ts';
import { realOllama, type RealOllama } from '../support/realOllama.ts';
import { packagedModel } from '../support/realOllamaModel.ts';

const never = new AbortController().signal;
const filler = 'caravan-test-filler';

describe('filling in the middle on a real Ollama', function () {
  this.timeout(600_000);
  let ollama: RealOllama;
  let client: ModelClient;
  const fileSystem = new InMemoryFileSystem();

  const send = async (method: string, path: string, body: object): Promise<void> => {
    const reply = await fetch(`${ollama.url}${path}`, { method, body: JSON.stringify(body) });
    assert.ok(reply.ok, await reply.text());
  };

  const fills = (name: string): Promise<boolean> => {
    const settings = { ...defaultSettings, host: ollama.url };
    const { model, catalog } = client;
    return createKnownModels({
      ...{ model, catalog, fileSystem, file: '/state/models.json' },
      ...{ settings: () => settings, clock: systemClock, logger: silentLogger },
    }).fills(name, never);
  };

  before(async () => {
    ollama = await realOllama({ isolated: true, model: packagedModel });
    // The same weights under a template that has a place for what follows.
    const template = '{{ if .Suffix }}{{ .Suffix }}\n{{ .Prompt }}{{ else }}{{ .Prompt }}{{ end }}';
    const made = { model: filler, from: ollama.model, template, stream: false };
    await send('POST', '/api/create', made);
    const value = { ...defaultSettings, host: ollama.url, contextLength: 2048 } as const;
    const onChange = new Emitter<typeof value>(() => undefined).event;
    client = createModelClient({
      settings: { value, onChange },
      clock: systemClock,
      logger: silentLogger,
    });
  });

  after(async () => {
    await client?.close(2_000);
    if (ollama) await send('DELETE', '/api/delete', { model: filler });
    await ollama?.end();
  });

  it('is not asked of a model without a template for it', async () => {
    assert.equal(await fills(ollama.model), false);
    assert.deepEqual(client.trace(), []);
  });

  it('is streamed with both sides by a model with one', async () => {
    const events: string[] = [];
    const answer = await client.model.generate(
      {
        messages: [{ role: 'user', content: 'def add(a, b):\n    return ' }],
        suffix: '\n\nprint(add(2, 3))\n',
        label: 'insert',
        lane: 'interactive',
        model: filler,
        maxTokens: 16,
        seed: 1,
        signal: never,
      },
      ({ type }) => events.push(type),
    );
    assert.ok(answer.text.trim() !== '' && answer.usage.replyTokens > 0);
    assert.ok(events.filter((type) => type === 'text-delta').length > 1);
  });

  it('is tried once before it is used, and what was seen is kept', async () => {
    const before = client.trace().length;
    const found = await fills(filler);
    const after = client.trace().length;
    assert.equal(after, before + 1);
    assert.equal(await fills(filler), found);
    assert.equal(client.trace().length, after);
    const kept = new TextDecoder().decode(await fileSystem.readFile('/state/models.json'));
    assert.match(kept, new RegExp(`"[0-9a-f]{64}@[\\d.]+":\\{"fills":${found}\\}`));
  });
});
