import assert from 'node:assert/strict';
import type { InsertRequest } from '../../../src/app/index.ts';
import { insertCode } from '../../../src/app/insertCode.ts';
import { CaravanError } from '../../../src/base/errors.ts';
import { userText } from '../../../src/base/userText.ts';
import { withCore, type ScriptedCoreOptions } from '../../support/scriptedCore.ts';
import { line } from '../../support/scriptedReplies.ts';
import { ScriptedModel, type ReplyFunction } from '../../support/scriptedModel.ts';

const never = new AbortController().signal;
const request: InsertRequest = {
  instruction: 'the sum of the items',
  languageId: 'javascript',
  path: 'sum.js',
  before: 'function sum(items) {\n  return ',
  after: ';\n}\n',
};
const fenced = '```js\nitems.length\n```';

async function read(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

async function insert(
  reply: ReplyFunction,
  changes: Partial<InsertRequest> = {},
  fills = true,
): Promise<{ text: string; calls: ScriptedModel['calls'] }> {
  const model = new ScriptedModel(reply);
  const target = { model, name: 'm', fills };
  const text = await read(insertCode(target, { ...request, ...changes }, never));
  return { text, calls: model.calls };
}

describe('code at the cursor', () => {
  it('is filled in by a model that can: with both sides, and the wish as a comment', async () => {
    const { text, calls } = await insert(() => 'items.reduce((a, b) => a + b, 0)');
    assert.equal(text, 'items.reduce((a, b) => a + b, 0)');
    assert.equal(calls.length, 1);
    assert.partialDeepStrictEqual(calls[0]?.request, {
      messages: [
        { content: 'function sum(items) {\n  // the sum of the items\n  return ', role: 'user' },
      ],
      suffix: ';\n}\n',
      label: 'insert',
      lane: 'interactive',
    });
  });

  it('is filled in at the end of a file too, and in the language’s own comments', async () => {
    const python = { languageId: 'python', before: '', after: '' };
    const { calls } = await insert(() => 'x = 1', { ...python, instruction: 'one\ntwo' });
    assert.equal(calls[0]?.request.messages[0]?.content, '# one\n# two\n');
    assert.equal(calls[0]?.request.suffix, '\n');
  });

  it('is asked for in a chat of a model that does not fill in, and where nothing says the wish', async () => {
    for (const [changes, fills] of [
      [{}, false],
      [{ languageId: 'plaintext' }, true],
    ] as const) {
      const { text, calls } = await insert(() => fenced, changes, fills);
      assert.equal(text, 'items.length');
      assert.deepEqual(
        calls.map(({ request: { suffix } }) => suffix),
        [undefined],
      );
    }
  });

  it('is asked for in a chat when filling in gave nothing, of which nothing is left', async () => {
    const empty = new CaravanError('answer-empty', { text: userText('failed') });
    const { text, calls } = await insert(({ suffix }) =>
      suffix === undefined ? fenced : { text: ' \n ', error: empty },
    );
    assert.equal(text, 'items.length');
    assert.equal(calls.length, 2);
  });

  it('is no second try after code has come', async () => {
    const looping = new CaravanError('answer-repeating', { text: userText('failed') });
    await assert.rejects(
      insert(() => ({ text: 'items', error: looping })),
      looping,
    );
  });
});

describe('whether a model fills in', () => {
  const able = [{ name: 'scripted:1b', capabilities: ['completion', 'insert'] }];
  const serve = (answer: (prompt: string) => string): ScriptedCoreOptions => ({
    models: able,
    settings: { model: 'scripted:1b' },
    reply: () => fenced,
    script: ({ path, body }) => {
      if (path !== '/api/generate') return undefined;
      const { model, prompt } = body as { model: string; prompt: string };
      const common = { model, created_at: '2026-01-02T03:04:05Z' };
      return {
        headers: { 'Content-Type': 'application/x-ndjson' },
        body: [
          line({ ...common, response: answer(prompt), done: false }),
          line({ ...common, response: '', done: true, done_reason: 'stop', context: [1, 2] }),
        ],
      };
    },
  });
  const fill = (prompt: string): string => (prompt.includes('def add') ? 'a + b' : 'items.at(0)');

  it('is asked in one short call before the first use, and used ever after', async () => {
    await withCore(serve(fill), async ({ caravan, server }) => {
      assert.equal(await read(caravan.insert(request, never)), 'items.at(0)');
      assert.equal(await read(caravan.insert(request, never)), 'items.at(0)');
      const [test, ...uses] = server.to('/api/generate').map(({ body }) => body as Body);
      assert.match(test?.suffix ?? '', /print\(add\(2, 3\)\)/);
      assert.equal(uses.length, 2);
      assert.deepEqual(server.chats(), []);
    });
  });

  it('is a no when it says more than belongs there: then it is asked in a chat, and not again', async () => {
    const more = serve(() => 'a + b\n\n\nprint(add(2, 3))');
    await withCore(more, async ({ caravan, server }) => {
      assert.equal(await read(caravan.insert(request, never)), 'items.length');
      assert.equal(await read(caravan.insert(request, never)), 'items.length');
      assert.equal(server.to('/api/generate').length, 1);
    });
  });

  it('is asked of the model that the settings name for code at the cursor', async () => {
    const models = ['scripted:1b', { name: 'scripted:7b', capabilities: ['insert'] }];
    const settings = { model: 'scripted:1b', roles: { insert: 'scripted:7b' } };
    await withCore({ ...serve(fill), models, settings }, async ({ caravan, server }) => {
      assert.equal(await read(caravan.insert(request, never)), 'items.at(0)');
      const asked = server.to('/api/generate').map(({ body }) => (body as Body).model);
      assert.deepEqual(asked, ['scripted:7b', 'scripted:7b']);
    });
  });

  it('is not asked of a model that its server does not list for it', async () => {
    await withCore({ ...serve(fill), models: ['scripted:1b'] }, async ({ caravan, server }) => {
      assert.equal(await read(caravan.insert(request, never)), 'items.length');
      assert.equal(server.to('/api/generate').length, 0);
    });
  });
});

interface Body {
  readonly model: string;
  readonly prompt: string;
  readonly suffix: string;
}
