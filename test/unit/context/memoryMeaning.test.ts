import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Experience } from '../../../src/base/task.ts';
import { createMemory } from '../../../src/context/memory.ts';
import { embeddingLimit } from '../../../src/context/memoryEmbedding.ts';
import type { MemoryStore } from '../../../src/context/ports.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import { ManualClock } from '../../support/manualClock.ts';
import { withClient, type ScriptedClient } from '../../support/scriptedClient.ts';
import type { HttpReply, ScriptedRequest } from '../../support/scriptedHttp.ts';
import type { ScriptedModelFile } from '../../support/scriptedOllama.ts';

const fileSystem = createNodeFileSystem();
const { signal } = new AbortController();

/** No words in common: only a model sees that these two are alike. */
const weekday = 'Tell which weekday a calendar date falls on';
const holiday = 'Name the Monday before Christmas';
const roman = 'Convert roman numerals to integers';
const asked = 'Find out if somebody was born on Sunday';
/** By words the roman numerals are like it. */
const byWords = 'Sunday numerals';

const coder = { name: 'scripted:1b', digest: 'coder' };
const embedding = (digest = 'one'): ScriptedModelFile => ({
  name: 'any-embed:latest',
  digest,
  capabilities: ['embedding'],
});

type Script = (request: ScriptedRequest) => HttpReply | undefined | Promise<HttpReply | undefined>;

describe('memory by meaning', () => {
  let folder: string;
  let file: string;
  let clock: ManualClock;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caravan-meaning-'));
    file = join(folder, 'memory.jsonl');
    clock = new ManualClock();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const withMemory = (
    models: readonly ScriptedModelFile[],
    test: (memory: MemoryStore, context: ScriptedClient) => Promise<void>,
    script: Script = () => undefined,
    isOn = (): boolean => true,
  ): Promise<void> =>
    withClient(
      { models, script: async (request) => (await script(request)) ?? vectorsFor(request) },
      async (context) => {
        const meaning = { embedder: context.client, clock };
        const memory = createMemory({ fileSystem, file, isOn, meaning });
        await test(memory, context);
        await memory.list();
        assert.equal(clock.pending, 0);
      },
    );

  it('finds what means the same in other words, most alike first', async () => {
    await withMemory([coder, embedding()], async (memory, { server }) => {
      await remember(memory, weekday, roman, holiday);
      assert.deepEqual(await tasksLike(memory, asked), [holiday, weekday]);
      assert.equal(server.to('/api/embed').length, 1);
      assert.deepEqual(server.to('/api/show').length, 1);
    });
  });

  it('keeps vectors with their tasks, so that the next time embeds only the question', async () => {
    await withMemory([coder, embedding()], async (memory, { server }) => {
      await remember(memory, weekday, holiday);
      await tasksLike(memory, asked);
      await remember(memory, weekday, roman);
      assert.deepEqual(await tasksLike(memory, asked), [holiday, weekday]);
      assert.deepEqual(inputs(server.to('/api/embed')), [
        [asked, holiday, weekday],
        [asked, roman],
      ]);
      assert.equal(server.to('/api/show').length, 1);
      await memory.forget(holiday);
      assert.equal((await lines(file)).length, 2);
    });
  });

  it('embeds anew for another version of the model, and what is damaged', async () => {
    const first = async (memory: MemoryStore): Promise<void> => {
      await remember(memory, weekday, holiday);
      await tasksLike(memory, asked);
      await memory.list();
    };
    await withMemory([coder, embedding('one')], first);
    await withMemory([coder, embedding('two')], async (memory, { server }) => {
      await tasksLike(memory, asked);
      await memory.list();
      const text = await readFile(file, 'utf8');
      assert.doesNotMatch(text, /"digest":"one"/);
      await writeFile(file, text.replace(/"values":"[^"]+"/, '"values":"AAAA"'));
      assert.deepEqual(await tasksLike(memory, asked), [holiday, weekday]);
      await memory.list();
      await writeFile(
        file,
        (await readFile(file, 'utf8')).replace(/"values":"/, '"values":7,"x":"'),
      );
      assert.deepEqual(await tasksLike(memory, asked), [holiday, weekday]);
      assert.deepEqual(
        inputs(server.to('/api/embed')).map((texts) => texts.length),
        [3, 2, 2],
      );
    });
  });

  it('embeds more than fit one request a few at a time, newest first', async () => {
    await withMemory([coder, embedding()], async (memory, { server }) => {
      await remember(memory, ...Array.from({ length: 9 }, (_, n) => `Task ${n}`));
      await tasksLike(memory, asked);
      const sent = inputs(server.to('/api/embed'));
      assert.deepEqual(
        sent.map((texts) => texts.length),
        [8, 2],
      );
      assert.deepEqual([sent[0]?.[1], sent[1]?.[1]], ['Task 8', 'Task 0']);
    });
  });

  it('asks nothing of the server while it knows no task, and when it is switched off', async () => {
    let isOn = true;
    const test = async (memory: MemoryStore, { server }: ScriptedClient): Promise<void> => {
      assert.deepEqual(await tasksLike(memory, asked), []);
      await remember(memory, weekday);
      isOn = false;
      assert.deepEqual(await tasksLike(memory, asked), []);
      assert.equal(server.requests.length, 0);
    };
    await withMemory([coder, embedding()], test, undefined, () => isOn);
  });

  it('goes by words where no model embeds, without asking every model what it can', async () => {
    const models = [coder, { name: 'b:1b' }, { name: 'c:1b' }];
    await withMemory(models, async (memory, { server }) => {
      await remember(memory, weekday, roman);
      assert.deepEqual(await tasksLike(memory, byWords), [roman]);
      assert.deepEqual(server.to('/api/embed'), []);
      assert.deepEqual(server.to('/api/show'), []);
    });
  });

  it('does not trust a name: what does not say that it embeds is not asked to', async () => {
    const models = [coder, { name: 'embed-chat:1b', capabilities: ['completion'] }];
    await withMemory(models, async (memory, { server }) => {
      await remember(memory, weekday, roman);
      assert.deepEqual(await tasksLike(memory, byWords), [roman]);
      assert.equal(server.to('/api/show').length, 1);
      assert.deepEqual(server.to('/api/embed'), []);
    });
  });

  it('leaves alone a model that runs on another machine', async () => {
    const models = [coder, { ...embedding(), remoteHost: 'https://ollama.com' }];
    await withMemory(models, async (memory, { server }) => {
      await remember(memory, weekday, roman);
      assert.deepEqual(await tasksLike(memory, byWords), [roman]);
      assert.deepEqual(server.to('/api/embed'), []);
    });
  });

  it('embeds nothing that holds a secret', async () => {
    const secret = `Log in with ${['ghp', 'k3Jx9QmZ7Lw2Vb8Nc5Rt1Yh6Pd4Sg0AaTfEu'].join('_')}`;
    await withMemory([coder, embedding()], async (memory, { server }) => {
      await remember(memory, weekday, secret);
      await tasksLike(memory, secret);
      assert.deepEqual(server.to('/api/embed'), []);
      await tasksLike(memory, asked);
      assert.deepEqual(inputs(server.to('/api/embed')), [[asked, weekday]]);
    });
  });

  const failures: Readonly<Record<string, HttpReply>> = {
    'the model is gone': json({ error: 'model "any-embed" not found, try pulling it first' }, 404),
    'the server is out of memory': json({ error: 'model requires more system memory' }, 500),
    'the reply is no vector': json({ embeddings: [['x'], null] }),
    'there are too few vectors': json({ embeddings: [[1, 0]] }),
    'a vector points nowhere': json({ embeddings: [[0], [0], [0]] }),
    'the connection is cut': { drop: 'rst' },
  };
  for (const [what, reply] of Object.entries(failures)) {
    it(`goes by words when ${what}`, async () => {
      const test = async (memory: MemoryStore, { server }: ScriptedClient): Promise<void> => {
        await remember(memory, weekday, roman);
        assert.deepEqual(await tasksLike(memory, byWords), [roman]);
        assert.ok(server.to('/api/embed').length > 0);
      };
      await withMemory([coder, embedding()], test, ({ path }) =>
        path === '/api/embed' ? reply : undefined,
      );
    });
  }

  it('waits for a busy server no longer than its limit, and then goes by words', async () => {
    let answer = (): void => undefined;
    const busy = new Promise<undefined>((resolve) => (answer = () => resolve(undefined)));
    const test = async (memory: MemoryStore, { server }: ScriptedClient): Promise<void> => {
      await remember(memory, weekday, roman);
      const found = tasksLike(memory, byWords);
      await server.arrival('/api/embed');
      await clock.advance(embeddingLimit);
      assert.deepEqual(await found, [roman]);
      answer();
    };
    await withMemory([coder, embedding()], test, async ({ path }) =>
      path === '/api/embed' ? busy : undefined,
    );
  });

  it('uses the vectors it got before the limit, and words for the other tasks', async () => {
    let answer = (): void => undefined;
    const busy = new Promise<undefined>((resolve) => (answer = () => resolve(undefined)));
    let requests = 0;
    const test = async (memory: MemoryStore, { server }: ScriptedClient): Promise<void> => {
      const others = Array.from({ length: 6 }, (_, n) => `Task ${n}`);
      await remember(memory, 'Sunday numerals of old', ...others, weekday);
      const found = tasksLike(memory, 'Born on Sunday: numerals');
      await server.arrival('/api/embed', 1);
      await clock.advance(embeddingLimit);
      assert.deepEqual(await found, [weekday, 'Sunday numerals of old']);
      answer();
    };
    await withMemory([coder, embedding()], test, async ({ path }) =>
      path === '/api/embed' && ++requests > 1 ? busy : undefined,
    );
  });

  it('rejects with the reason of a run that is stopped', async () => {
    let answer = (): void => undefined;
    const busy = new Promise<undefined>((resolve) => (answer = () => resolve(undefined)));
    const test = async (memory: MemoryStore, { server }: ScriptedClient): Promise<void> => {
      await remember(memory, weekday);
      const stop = new AbortController();
      const found = memory.similar(asked, 3, stop.signal);
      await server.arrival('/api/embed');
      stop.abort(new Error('stopped'));
      await assert.rejects(found, /stopped/);
      answer();
    };
    await withMemory([coder, embedding()], test, async ({ path }) =>
      path === '/api/embed' ? busy : undefined,
    );
  });
});

/** Days are one direction, all else another; a digit more for those named. */
function vectorsFor({ path, body }: ScriptedRequest): HttpReply | undefined {
  if (path !== '/api/embed') return undefined;
  const { input } = body as { readonly input: readonly string[] };
  return json({
    embeddings: input.map((text) =>
      /weekday/.test(text) ? [4, 1] : /Monday|Born|born/.test(text) ? [4, 0] : [0, 4],
    ),
  });
}

function json(body: object, status = 200): HttpReply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

function inputs(requests: readonly ScriptedRequest[]): readonly (readonly string[])[] {
  return requests.map(({ body }) => (body as { readonly input: readonly string[] }).input);
}

async function remember(memory: MemoryStore, ...tasks: readonly string[]): Promise<void> {
  const rest: Omit<Experience, 'task'> = { type: 'create', outcome: 'done', lesson: 'x', at: 1 };
  for (const task of tasks) await memory.remember({ task, ...rest });
}

async function tasksLike(memory: MemoryStore, task: string): Promise<readonly string[]> {
  return (await memory.similar(task, 3, signal)).map((past) => past.task);
}

async function lines(file: string): Promise<readonly string[]> {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}
