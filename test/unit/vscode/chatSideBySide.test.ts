import assert from 'node:assert/strict';
import type { Caravan, RunOutcome, SendOptions } from '../../../src/app/index.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ToView } from '../../../src/protocol/messages.ts';
import { ChatSession } from '../../../src/vscode/chatSession.ts';
import type { ChatSurroundings } from '../../../src/vscode/chatSurroundings.ts';
import { ConnectionMonitor } from '../../../src/vscode/connectionMonitor.ts';
import { LazyCore } from '../../../src/vscode/lazyCore.ts';
import { ViewChannel } from '../../../src/vscode/viewChannel.ts';
import { event, FakeCaravan, ManualClock } from './fakes.ts';

interface Sent {
  readonly conversationId: string;
  readonly text: string;
  readonly options: SendOptions | undefined;
}

describe('conversations side by side', () => {
  async function setUp(
    methods: Partial<Caravan> = {},
    attach: ChatSurroundings['attach'] = async () => [],
    kept: { value?: unknown } = {},
  ) {
    const asked: Sent[] = [];
    const ends: ((outcome: RunOutcome) => void)[] = [];
    const fake = new FakeCaravan({
      send: async (conversationId, text, options) => {
        asked.push({ conversationId, text, options });
        const runId = `run-${asked.length}`;
        fake.activeRuns.push(runId);
        fake.runEvents.fire(event.start(conversationId, runId));
        const finished = new Promise<RunOutcome>((resolve) =>
          ends.push((outcome) => {
            fake.activeRuns.splice(fake.activeRuns.indexOf(runId), 1);
            const usage = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };
            fake.runEvents.fire({ type: 'run-end', runId, at: 2, outcome, elapsedMs: 1, usage });
            resolve(outcome);
          }),
        );
        return { runId, finished };
      },
      ...methods,
    });
    const channel = new ViewChannel(new ManualClock());
    const core = new LazyCore(async () => fake.caravan);
    const session = new ChatSession(
      core,
      channel,
      new ConnectionMonitor(core, () => '', silentLogger),
      {
        isTrusted: () => true,
        hasFolder: () => true,
        isFolderEmpty: async () => false,
        l10n: () => ({}),
        locale: () => 'en',
        lastConversation: () => undefined,
        keepConversation: () => undefined,
        waiting: { read: () => kept.value, write: (messages) => (kept.value = messages) },
        attach,
      },
      silentLogger,
    );
    const messages: ToView[] = [];
    const page = channel.attach((message) => messages.push(message));
    await session.refresh();
    const last = <T extends ToView['type']>(type: T): Extract<ToView, { type: T }> | undefined =>
      messages.findLast((message) => message.type === type) as never;
    const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    return { fake, session, page, asked, ends, messages, last, settled };
  }

  it('sends a message that waited when the run before it has ended', async () => {
    const { session, asked, ends, last, settled } = await setUp();
    await session.send('first', 'code');
    await session.queue('second', 'chat');
    await session.queue('and this', 'chat');
    assert.deepEqual(last('queued')?.queued, { text: 'second\n\nand this', mode: 'chat' });
    assert.equal(asked.length, 1);
    ends[0]?.('done');
    await settled();
    assert.deepEqual(
      asked.map(({ text, options }) => [text, options?.mode]),
      [
        ['first', 'code'],
        ['second\n\nand this', 'chat'],
      ],
    );
    assert.equal(last('queued')?.queued, undefined);
  });

  it('gives it back to the composer after a run that was stopped or failed', async () => {
    for (const outcome of ['cancelled', 'failed'] as const) {
      const { session, asked, ends, last, settled } = await setUp();
      await session.send('first');
      await session.queue('second', 'plan');
      ends[0]?.(outcome);
      await settled();
      assert.equal(asked.length, 1);
      const compose = last('compose');
      assert.deepEqual([compose?.text, compose?.mode], ['second', 'plan']);
    }
  });

  it('lets it wait on where no page shows the conversation', async () => {
    const kept: { value?: unknown } = {};
    const { session, page, asked, ends, settled } = await setUp({}, undefined, kept);
    await session.send('first');
    await session.queue('second', 'plan');
    page.dispose();
    ends[0]?.('failed');
    await settled();
    assert.equal(asked.length, 1);
    assert.deepEqual(kept.value, { 'conversation-1': { text: 'second', mode: 'plan' } });
  });

  it('has it again when the window was loaded anew, and sends it after the next run', async () => {
    const kept = { value: undefined as unknown };
    const before = await setUp({}, undefined, kept);
    await before.session.send('first');
    await before.session.queue('explain @selection', 'chat');
    before.session.dispose();
    const found: string[] = [];
    const { session, asked, ends, last, settled } = await setUp(
      {},
      async (text, moment) => {
        found.push(`${moment} ${text}`);
        return [];
      },
      kept,
    );
    await session.send('go on');
    await session.refresh();
    assert.equal(last('snapshot')?.snapshot.queued?.text, 'explain @selection');
    ends[0]?.('done');
    await settled();
    assert.deepEqual(
      asked.map(({ text }) => text),
      ['go on', 'explain @selection'],
    );
    assert.deepEqual(found, ['all go on', 'all explain @selection']);
    assert.deepEqual(kept.value, {});
  });

  it('takes nothing from the last window that is no message', async () => {
    for (const value of ['x', 7, null, [], { 'conversation-1': { text: 1, mode: 'chat' } }]) {
      const { session, last } = await setUp({}, undefined, { value });
      await session.send('first');
      await session.refresh();
      assert.equal(last('snapshot')?.snapshot.queued, undefined, JSON.stringify(value));
    }
    const odd = { 'conversation-1': { text: 'x', mode: 'sudo' } };
    const { session, last } = await setUp({}, undefined, { value: odd });
    await session.send('first');
    await session.refresh();
    assert.equal(last('snapshot')?.snapshot.queued, undefined);
  });

  it('sends at once when nothing goes on, and drops or gives back what the user takes out', async () => {
    const { session, asked, ends, last, settled } = await setUp();
    await session.queue('now', 'auto');
    assert.equal(asked.length, 1);
    await session.queue('later', 'auto');
    session.unqueue(true);
    assert.equal(last('compose')?.text, 'later');
    await session.queue('never', 'auto');
    session.unqueue(false);
    ends[0]?.('done');
    await settled();
    assert.equal(asked.length, 1);
  });

  it('attaches what a message mentions: of the moment when it is queued, the rest when it is sent', async () => {
    const { session, asked, ends, settled } = await setUp({}, async (text, moment) => [
      { path: `${text} ${moment}`, content: '' },
    ]);
    await session.send('first');
    await session.queue('second', 'auto');
    ends[0]?.('done');
    await settled();
    assert.deepEqual(
      asked.map(({ options }) => options?.attachments?.map(({ path }) => path)),
      [['first all'], ['second now', 'second later']],
    );
  });

  it('sends nothing that mentions what there is not, and gives what waited back', async () => {
    let missing = ['all'];
    const { session, asked, ends, last, settled } = await setUp({}, async (_text, moment) => {
      if (missing.includes(moment)) throw new Error('nothing is selected');
      return [];
    });
    await assert.rejects(session.send('x', 'auto', { insteadOf: 'run' }), /nothing is selected/);
    assert.equal(asked.length, 0);
    missing = ['now'];
    await session.send('first');
    await assert.rejects(session.queue('explain @selection', 'plan'), /nothing is selected/);
    assert.deepEqual(
      [last('compose')?.text, last('compose')?.mode],
      ['explain @selection', 'plan'],
    );
    assert.equal(last('queued'), undefined);
    missing = ['later'];
    await session.queue('explain @file:gone.ts', 'chat');
    ends[0]?.('done');
    await settled();
    assert.equal(asked.length, 1);
    assert.equal(last('compose')?.text, 'explain @file:gone.ts');
    assert.equal(last('error')?.error.code, 'internal');
  });

  it('sends what was to wait when the run ended while its mentions were read', async () => {
    let read: () => void = () => undefined;
    const { session, asked, ends, settled } = await setUp({}, async (_text, moment) => {
      if (moment === 'now') await new Promise<void>((resolve) => (read = resolve));
      return [];
    });
    await session.send('first');
    const queued = session.queue('second', 'auto');
    await settled();
    ends[0]?.('done');
    await settled();
    read();
    await queued;
    assert.deepEqual(
      asked.map(({ text }) => text),
      ['first', 'second'],
    );
  });

  it('tells how every conversation stands while they run together', async () => {
    const { fake, session, ends, last, settled } = await setUp();
    await session.send('one');
    assert.deepEqual(last('states')?.states, { 'conversation-1': 'running' });
    fake.stored.set('other', { id: 'other', title: 'Other', createdAt: 1, items: [] });
    await session.openConversation('other');
    await session.send('two');
    assert.deepEqual(last('snapshot')?.snapshot.states, { 'conversation-1': 'running' });
    assert.deepEqual(last('states')?.states, { 'conversation-1': 'running', other: 'running' });
    ends[0]?.('done');
    await settled();
    assert.deepEqual(last('states')?.states, { other: 'running' });
  });

  it('keeps the message of each conversation apart', async () => {
    const { fake, session, asked, ends, settled } = await setUp();
    await session.send('one');
    await session.queue('one, later', 'auto');
    fake.stored.set('other', { id: 'other', title: 'Other', createdAt: 1, items: [] });
    await session.openConversation('other');
    await session.send('two');
    ends[1]?.('done');
    await settled();
    assert.equal(asked.length, 2);
    ends[0]?.('answered');
    await settled();
    assert.deepEqual(
      asked.map(({ conversationId, text }) => [conversationId, text]),
      [
        ['conversation-1', 'one'],
        ['other', 'two'],
        ['conversation-1', 'one, later'],
      ],
    );
  });

  it('asks differently in a conversation of its own, which is shown from then on', async () => {
    const forks: unknown[][] = [];
    const fork = { id: 'fork', title: '', createdAt: 1, items: [] };
    const { fake, session, asked, last } = await setUp({
      forkConversation: async (...what) => {
        forks.push(what);
        fake.stored.set(fork.id, fork);
        return fork;
      },
    });
    await session.send('other words', 'auto', { insteadOf: 'run-9' });
    assert.deepEqual(forks, [['conversation-1', 'run-9']]);
    assert.equal(asked[0]?.conversationId, 'fork');
    assert.equal(session.conversationId, 'fork');
    assert.ok(last('snapshot'));
  });

  it('goes another way after a run, in a conversation of its own that is shown', async () => {
    const forks: unknown[][] = [];
    const fork = { id: 'fork', title: 'One (2)', createdAt: 1, items: [] };
    const { fake, session, asked, last } = await setUp({
      forkConversation: async (...what) => {
        forks.push(what);
        fake.stored.set(fork.id, fork);
        return fork;
      },
    });
    await session.fork('run-9');
    assert.deepEqual(forks, [['conversation-1', 'run-9', true]]);
    assert.equal(session.conversationId, 'fork');
    assert.ok(last('snapshot'));
    assert.deepEqual(asked, []);
  });

  it('stops what goes on in a conversation that is deleted, and nothing else', async () => {
    const stopped: string[] = [];
    const { session, asked } = await setUp({ stop: (runId) => void stopped.push(runId) });
    await session.send('one');
    await session.queue('later', 'auto');
    await session.deleteConversation('elsewhere');
    assert.deepEqual(stopped, []);
    await session.deleteConversation('conversation-1');
    assert.deepEqual(stopped, ['run-1']);
    assert.equal(asked.length, 1);
  });

  it('tells which one waits for the word of the user on a plan', async () => {
    const { fake, session, last } = await setUp();
    await session.send('first', 'code');
    const [id = ''] = fake.stored.keys();
    const plan = {
      language: 'python',
      codePath: 'a.py',
      testPath: 'test_a.py',
      steps: [],
    } as const;
    const asked = { runId: 'run-1', at: 2, type: 'interrupt' } as const;
    fake.runEvents.fire({ ...asked, interrupt: { id: 'question', kind: 'plan', plan } });
    assert.equal(last('states')?.states[id], 'deciding');
    fake.runEvents.fire({
      runId: 'run-1',
      at: 3,
      type: 'interrupt-end',
      id: 'question',
      decision: 'approve',
    });
    assert.equal(last('states')?.states[id], 'running');
  });
});
