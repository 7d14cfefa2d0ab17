import assert from 'node:assert/strict';
import type { ConversationItem } from '../../../src/app/caravan.ts';
import { readConversationFile, writeConversationFile } from '../../../src/app/conversationFile.ts';
import { ConversationStore } from '../../../src/app/conversations.ts';
import { JsonFiles, StorageLayout } from '../../../src/app/storage.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { translate } from '../../../src/base/userText.ts';
import type { RunEvent } from '../../../src/workflow/events.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';
import {
  answered,
  answerText,
  firstSteps,
  lastSteps,
  startedAt,
} from '../../webview/support/samples.ts';

const usage = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };

function create(): { store: ConversationStore; files: InMemoryFileSystem } {
  const files = new InMemoryFileSystem();
  let now = 100;
  const store = new ConversationStore({
    files,
    json: new JsonFiles(files, silentLogger, () => now),
    layout: new StorageLayout('/state'),
    wallNow: () => ++now,
    live: () => undefined,
  });
  return { store, files };
}

const asked = (text: string, run: string, at = 200) =>
  [
    { kind: 'user', id: `${run}-asked`, at, text },
    { kind: 'run', id: run, at },
  ] as const;

/** A test step at which the type checker of the project had something to say, too. */
function withFinding(event: Extract<RunEvent, { type: 'node-end' }>): RunEvent {
  const { result } = event;
  if (result?.kind !== 'validation') return event;
  const finding = { tool: 'tsc', kind: 'type', file: 'a.ts', line: 2, message: 'TS2322' } as const;
  const validation = { ...result.validation, findings: [finding] };
  return { ...event, result: { ...result, validation } };
}

describe('ConversationStore', () => {
  it('takes the first line of the first message as the title until someone gives another', async () => {
    const { store } = create();
    const { id } = await store.create();
    await store.append(id, asked('Write slugify\nwith tests', 'r1'));
    assert.equal((await store.get(id))?.title, 'Write slugify');
    await store.rename(id, '  My \n title ');
    await store.append(id, asked('More', 'r2'));
    assert.equal((await store.get(id))?.title, 'My title');
  });

  it('keeps the title when the new one is empty, and makes no file for a conversation that is gone', async () => {
    const { store } = create();
    const { id } = await store.create();
    await store.rename(id, 'Kept');
    await store.rename(id, '   ');
    await store.rename('gone', 'x');
    assert.deepEqual(
      (await store.list()).map(({ title }) => title),
      ['Kept'],
    );
  });

  it('lists the one worked in last first, with what was asked last', async () => {
    const { store } = create();
    const older = await store.create();
    const newer = await store.create();
    await store.append(older.id, asked('Later work', 'r1', 500));
    const list = await store.list();
    assert.deepEqual(
      list.map(({ id, updatedAt, preview }) => [id, updatedAt, preview]),
      [
        [older.id, 500, 'Later work'],
        [newer.id, newer.createdAt, ''],
      ],
    );
  });

  it('forks before the message that started a run and leaves the original as it is', async () => {
    const { store } = create();
    const { id } = await store.create();
    await store.append(id, asked('One', 'r1'));
    await store.append(id, asked('Two', 'r2'));
    const fork = await store.fork(id, 'r2');
    assert.deepEqual(
      fork?.items.map((item) => item.id),
      ['r1-asked', 'r1'],
    );
    assert.equal(fork?.title, 'One');
    assert.equal((await store.get(id))?.items.length, 4);
    assert.equal((await store.fork(id, 'r1'))?.title, '');
    const copy = await store.fork(id, 'r1', true);
    assert.deepEqual(
      copy?.items.map((item) => item.id),
      ['r1-asked', 'r1'],
    );
    assert.equal(copy?.title, 'One (2)');
    assert.equal((await store.fork(copy.id, 'r1', true))?.title, 'One (3)');
    assert.equal(await store.fork(id, 'no-such-run'), undefined);
    assert.equal(await store.fork('gone', 'r1'), undefined);
  });

  it('reads only the runs of the newest items where only those are wanted', async () => {
    const { store, files } = create();
    const { id } = await store.create();
    for (const run of ['r1', 'r2', 'r3']) await store.append(id, asked('x', run));
    const from = files.calls.length;
    const found = await store.get(id, 3);
    assert.deepEqual(
      found?.items.map((item) => item.id),
      ['r2', 'r3-asked', 'r3'],
    );
    assert.equal(found?.earlier, 3);
    assert.ok(!files.calls.slice(from).some(({ path }) => path.includes('/r1/')));
    const whole = await store.get(id, 6);
    assert.deepEqual([whole?.items.length, whole?.earlier], [6, undefined]);
    assert.deepEqual(await store.runsOf(id), ['r1', 'r2', 'r3']);
    assert.deepEqual(await store.runsOf('gone'), []);
  });

  it('keeps every one of many changes made at once', async () => {
    const { store } = create();
    const { id } = await store.create();
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    await Promise.all(numbers.map((number) => store.append(id, asked('x', `r${number}`))));
    assert.equal((await store.get(id))?.items.length, 40);
  });
});

describe('a conversation in a file', () => {
  const items: readonly ConversationItem[] = [
    { kind: 'user', id: 'u1', at: startedAt, text: 'What does this project do?' },
    {
      kind: 'run',
      id: 'run-1',
      at: startedAt,
      events: answered.filter(({ type }) => !type.endsWith('-delta') && !type.endsWith('-phase')),
      texts: { answer: { text: answerText, thinking: 'Hm.' } },
    },
    { kind: 'user', id: 'u2', at: startedAt, text: 'Write slugify' },
    {
      kind: 'run',
      id: 'run-2',
      at: startedAt,
      events: [...firstSteps, ...lastSteps]
        .filter(({ type }) => type !== 'node-delta')
        .map((event) => (event.type === 'node-end' ? withFinding(event) : event)),
      texts: {},
    },
  ];
  const conversation = { id: 'c1', title: 'Slugs', createdAt: startedAt, items };
  const tell = translate;
  let next = 0;
  const newId = (): string => `new-${++next}`;

  it('comes back whole from JSON, under new ids', () => {
    const text = writeConversationFile(conversation, 'json', tell);
    const read = readConversationFile(text, newId);
    assert.equal(read.title, 'Slugs');
    assert.deepEqual(
      read.items.map((item) => item.kind),
      items.map((item) => item.kind),
    );
    const neutral = (list: readonly ConversationItem[]): unknown =>
      list.flatMap((item): unknown[] =>
        item.kind === 'user'
          ? [item.text]
          : [item.texts, ...item.events.map((event) => ({ ...event, ...same }))],
      );
    const same = { runId: '', conversationId: '', proposal: '' };
    assert.deepEqual(neutral(read.items), neutral(items));
    assert.equal(new Set(read.items.map(({ id }) => id)).size, items.length);
    assert.ok(!JSON.stringify(read).includes('"run-1"'));
  });

  it('gives no right to write: an open proposal comes back discarded', () => {
    const text = writeConversationFile(conversation, 'json', tell);
    assert.ok(text.includes('"state": "open"'));
    const read = readConversationFile(text, newId);
    const run = read.items.findLast((item) => item.kind === 'run');
    const proposal = run?.events.findLast((event) => event.type === 'proposal');
    assert.equal(proposal?.proposal.state, 'discarded');
  });

  it('is stored and read again with its runs', async () => {
    const { store } = create();
    const read = readConversationFile(writeConversationFile(conversation, 'json', tell), newId);
    await store.add(read);
    assert.deepEqual(await store.get(read.id), {
      ...read,
      items: read.items.map((item) =>
        // Streams without text leave nothing to read.
        item.kind === 'run' ? { ...item, at: item.events[0]?.at } : item,
      ),
    });
  });

  it('ends a run that the file leaves open, so that nothing seems to go on', () => {
    const text = JSON.stringify({
      format: 'caravan-conversation',
      version: 1,
      title: 't',
      createdAt: 1,
      items: [{ kind: 'run', id: 'r', at: 5, events: [firstSteps[0]], texts: {} }],
    });
    const [run] = readConversationFile(text, newId).items;
    assert.ok(run?.kind === 'run');
    const end = run.events.at(-1);
    assert.deepEqual(end && { ...end, runId: '', at: 0 }, {
      type: 'run-end',
      runId: '',
      at: 0,
      outcome: 'cancelled',
      elapsedMs: 0,
      usage,
    });
  });

  it('leaves out events that do not fit, part by part', () => {
    const bad = [
      { type: 'node-end', runId: 'r', at: 1, node: 'coder' },
      { type: 'proposal', runId: 'r', at: 1, proposal: { files: 'many' } },
      { type: 'shell', runId: 'r', at: 1, command: 'rm -rf /' },
      null,
      7,
    ];
    const item = { kind: 'run', id: 'r', at: 5, events: [...bad, firstSteps[0]], texts: {} };
    const text = JSON.stringify({
      format: 'caravan-conversation',
      version: 1,
      title: 't',
      createdAt: 1,
      items: [item],
    });
    const [run] = readConversationFile(text, newId).items;
    assert.ok(run?.kind === 'run');
    assert.deepEqual(
      run.events.map(({ type }) => type),
      ['run-start', 'run-end'],
    );
  });

  for (const [name, text] of Object.entries({
    'no JSON': 'hello',
    'JSON of something else': '{"a":1}',
    'a later version': '{"format":"caravan-conversation","version":2,"items":[]}',
    'an empty file': '',
  })) {
    it(`refuses ${name} in words a person understands`, () => {
      assert.throws(() => readConversationFile(text, newId), {
        code: 'invalid-argument',
        message: 'This file is not a conversation exported by Caravan.',
      });
    });
  }

  it('reads well as Markdown', () => {
    const text = writeConversationFile(conversation, 'markdown', tell);
    assert.match(text, /^# Slugs\n\n## You, 2026-03-02 10:00 UTC\n\nWhat does this project do\?\n/);
    assert.ok(text.includes(answerText));
    assert.match(text, /- ✓ planner: code in src\/slugify\.ts/);
    assert.match(text, /- ✗ validator: 3 of 4 passed/);
    assert.match(text, /Files:\n\n- `src\/slugify\.ts` \+11 −0/);
  });
});
