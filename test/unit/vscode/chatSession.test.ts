import assert from 'node:assert/strict';
import type { Caravan, Conversation } from '../../../src/app/index.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ToView, ViewSnapshot } from '../../../src/protocol/messages.ts';
import { ChatSession } from '../../../src/vscode/chatSession.ts';
import { ConnectionMonitor } from '../../../src/vscode/connectionMonitor.ts';
import { LazyCore } from '../../../src/vscode/lazyCore.ts';
import { ViewChannel } from '../../../src/vscode/viewChannel.ts';
import { event, FakeCaravan, ManualClock } from './fakes.ts';

interface Setup {
  readonly methods?: Partial<Caravan>;
  readonly isTrusted?: boolean;
  readonly last?: string;
  readonly isEmpty?: boolean;
}

describe('ChatSession', () => {
  function setUp({ methods, isTrusted = true, last, isEmpty = false }: Setup = {}) {
    const clock = new ManualClock();
    const fake = new FakeCaravan(methods);
    const core = new LazyCore(async () => fake.caravan);
    const channel = new ViewChannel(clock);
    const kept: string[] = [];
    const surroundings = {
      isTrusted: () => isTrusted,
      hasFolder: () => true,
      isFolderEmpty: async () => isEmpty,
      l10n: () => ({}),
      locale: () => 'en',
      lastConversation: () => kept.at(-1) ?? last,
      keepConversation: (id: string) => void kept.push(id),
      waiting: { read: () => undefined, write: () => undefined },
      attach: async () => [],
    };
    const connection = new ConnectionMonitor(core, () => '', silentLogger);
    const session = new ChatSession(core, channel, connection, surroundings, silentLogger);
    const sent: ToView[] = [];
    const snapshots = (): ViewSnapshot[] =>
      sent.flatMap((message) => (message.type === 'snapshot' ? [message.snapshot] : []));
    return { clock, fake, core, channel, kept, session, sent, snapshots };
  }

  it('shows a new conversation first and the same one after a restart', async () => {
    const { fake, channel, kept, session, sent, snapshots } = setUp();
    channel.attach((message) => sent.push(message));
    await session.refresh();
    assert.equal(snapshots()[0]?.conversation.id, 'conversation-1');
    await session.refresh();
    assert.equal(snapshots()[1]?.conversation.id, 'conversation-1');
    assert.deepEqual(kept, ['conversation-1']);
    assert.equal(fake.stored.size, 1);
  });

  it('takes up the conversation of last time', async () => {
    const { fake, channel, session, sent, snapshots } = setUp({ last: 'old' });
    fake.stored.set('old', { id: 'old', title: 'Old', createdAt: 1, items: [] });
    channel.attach((message) => sent.push(message));
    await session.refresh();
    assert.equal(snapshots()[0]?.conversation.title, 'Old');
  });

  it('reads a long conversation from its end, and more of it on request', async () => {
    const asked: (number | undefined)[] = [];
    const methods: Partial<Caravan> = {
      conversation: async (id, newest) => {
        asked.push(newest);
        return { id, title: 'Long', createdAt: 1, items: [], earlier: 900 };
      },
    };
    const { channel, session, sent, snapshots } = setUp({ last: 'old', methods });
    channel.attach((message) => sent.push(message));
    await session.refresh();
    assert.deepEqual(asked, [0, 100], 'nothing is read to see whether it is there');
    assert.equal(snapshots()[0]?.conversation.earlier, 900);
    await session.showEarlier();
    assert.deepEqual(asked.slice(2), [0, 200]);
    await session.openConversation('other');
    assert.deepEqual(asked.slice(4), [0, 0, 100], 'another one begins at its end again');
  });

  it('does not even load the core in an untrusted workspace', async () => {
    const { core, channel, session, sent, snapshots } = setUp({ isTrusted: false });
    channel.attach((message) => sent.push(message));
    await session.refresh();
    assert.equal(snapshots()[0]?.isTrusted, false);
    for (const act of [
      () => session.send('x'),
      () => session.resume('r'),
      () => session.newConversation(),
      () => session.openConversation('c'),
      () => session.deleteConversation('c'),
    ]) {
      await assert.rejects(act, { code: 'workspace-untrusted' });
    }
    assert.equal(core.loaded, undefined);
  });

  it('sends events of the conversation shown and no others', async () => {
    const { clock, fake, channel, session, sent } = setUp();
    channel.attach((message) => sent.push(message));
    await session.refresh();
    fake.runEvents.fire(event.start('conversation-1'));
    fake.runEvents.fire(event.start('elsewhere', 'other'));
    fake.runEvents.fire(event.delta('mine'));
    fake.runEvents.fire(event.delta('not mine', 'coder', 'other'));
    clock.advance(100);
    const events = sent.flatMap((message) => (message.type === 'run-events' ? message.events : []));
    assert.deepEqual(events, [event.start('conversation-1'), event.delta('mine')]);
  });

  it('loses and doubles nothing when events come while a snapshot is being read', async () => {
    let release: () => void = () => undefined;
    const stale: Conversation = {
      id: 'conversation-1',
      title: '',
      createdAt: 0,
      items: [{ kind: 'run', id: 'run', at: 1, events: [], texts: {} }],
    };
    let reads = 0;
    const { clock, fake, channel, session, sent, snapshots } = setUp({
      methods: {
        conversation: async () => {
          reads += 1;
          if (reads > 1) await new Promise<void>((resolve) => (release = resolve));
          return reads > 0 ? stale : undefined;
        },
      },
      last: 'conversation-1',
    });
    channel.attach((message) => sent.push(message));
    const first = session.refresh();
    await new Promise(setImmediate);
    fake.runEvents.fire(event.start('conversation-1'));
    fake.runEvents.fire(event.delta('a'));
    fake.runEvents.fire(event.delta('b'));
    release();
    await first;
    fake.runEvents.fire(event.delta('c'));
    clock.advance(100);
    const item = snapshots()[0]?.conversation.items[0];
    assert.ok(item?.kind === 'run');
    assert.equal(item.texts['coder']?.text, 'ab');
    assert.deepEqual(
      sent.flatMap((message) => (message.type === 'run-events' ? message.events : [])),
      [event.delta('c')],
    );
  });

  it('sends a message to the conversation shown and says which run is active', async () => {
    const { fake, channel, session, sent, snapshots } = setUp({
      methods: { send: async () => ({ runId: 'run', finished: Promise.resolve('done' as const) }) },
    });
    channel.attach((message) => sent.push(message));
    assert.equal(await session.send('do it', 'code'), 'run');
    fake.activeRuns = ['other', 'run'];
    await session.refresh();
    assert.equal(snapshots().at(-1)?.activeRunId, 'run');
  });

  it('knows the open proposals, also of a conversation from disk', async () => {
    const { fake, channel, session, sent } = setUp({ last: 'old' });
    fake.stored.set('old', {
      id: 'old',
      title: '',
      createdAt: 1,
      items: [{ kind: 'run', id: 'run', at: 1, events: [event.proposal('open')], texts: {} }],
    });
    channel.attach((message) => sent.push(message));
    await session.refresh();
    assert.deepEqual(
      session.openProposals.map(({ runId }) => runId),
      ['run'],
    );
    fake.runEvents.fire(event.proposal('applied'));
    assert.deepEqual(session.openProposals, []);
  });

  it('takes the newest proposal for the newest, also when an older one is read later', async () => {
    const { fake, core, channel, session, sent } = setUp();
    const older = event.proposal('open', 'older');
    await core.get();
    fake.runEvents.fire({ ...event.proposal('open', 'newer'), at: 2 });
    fake.stored.set('old', {
      id: 'old',
      title: '',
      createdAt: 1,
      items: [{ kind: 'run', id: 'older', at: 1, events: [older], texts: {} }],
    });
    channel.attach((message) => sent.push(message));
    await session.openConversation('old');
    assert.deepEqual(
      session.openProposals.map(({ runId }) => runId),
      ['older', 'newer'],
    );
  });

  it('keeps an empty conversation instead of making another', async () => {
    const { fake, session } = setUp();
    await session.newConversation();
    await session.newConversation();
    assert.equal(fake.stored.size, 1);
    const [id] = [...fake.stored.keys()];
    const item = { kind: 'user', id: 'u', at: 1, text: 'hello' } as const;
    fake.stored.set(id!, { id: id!, title: '', createdAt: 0, items: [item] });
    await session.newConversation();
    assert.equal(fake.stored.size, 2);
  });

  it('shows the new conversation although the old one is still being read', async () => {
    const { fake, channel, kept, session, sent, snapshots } = setUp({ last: 'old' });
    const item = { kind: 'user', id: 'u', at: 1, text: 'hello' } as const;
    fake.stored.set('old', { id: 'old', title: '', createdAt: 1, items: [item] });
    channel.attach((message) => sent.push(message));
    await session.refresh();
    fake.announcesCreation = true;
    await session.newConversation();
    await new Promise(setImmediate);
    assert.equal(kept.at(-1), 'conversation-2');
    assert.equal(snapshots().at(-1)?.conversation.id, 'conversation-2');
  });

  it('resumes a run in its own conversation with what it had done before', async () => {
    const { fake, channel, session, sent, snapshots } = setUp({
      methods: {
        resumableRuns: async () => [
          { runId: 'run', conversationId: 'old', task: 't', finishedNodes: [], interruptedAt: 1 },
        ],
        resume: async () => ({ runId: 'run', finished: Promise.resolve('done' as const) }),
      },
    });
    const texts = { coder: { text: 'before ', thinking: '' } };
    const run = { kind: 'run', id: 'run', at: 1, events: [event.start('old')], texts } as const;
    fake.stored.set('old', { id: 'old', title: '', createdAt: 1, items: [run] });
    channel.attach((message) => sent.push(message));
    await session.resume('run');
    fake.runEvents.fire(event.delta('after'));
    await session.refresh();
    const item = snapshots().at(-1)?.conversation.items[0];
    assert.ok(item?.kind === 'run');
    assert.equal(item.texts['coder']?.text, 'before after');
  });

  it('tells that a folder is empty', async () => {
    const { channel, session, snapshots, sent } = setUp({ isEmpty: true });
    channel.attach((message) => sent.push(message));
    await session.refresh();
    assert.equal(snapshots().at(-1)?.isFolderEmpty, true);
  });

  it('shows what went wrong when the core cannot be loaded', async () => {
    const channel = new ViewChannel(new ManualClock());
    const core = new LazyCore(async () => {
      throw new Error('disk full');
    });
    const connection = new ConnectionMonitor(core, () => '', silentLogger);
    const session = new ChatSession(
      core,
      channel,
      connection,
      {
        isTrusted: () => true,
        hasFolder: () => false,
        isFolderEmpty: async () => false,
        l10n: () => ({}),
        locale: () => 'en',
        lastConversation: () => undefined,
        keepConversation: () => undefined,
        waiting: { read: () => undefined, write: () => undefined },
        attach: async () => [],
      },
      silentLogger,
    );
    const sent: ToView[] = [];
    channel.attach((message) => sent.push(message));
    await session.refresh();
    const [message] = sent;
    assert.ok(message?.type === 'snapshot' && message.snapshot.connection.kind === 'problem');
    assert.deepEqual(message.snapshot.connection.error.text.args, ['disk full']);
  });
});
