import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/base/errors.ts';
import { ManualClock } from '../support/manualClock.ts';
import type { HttpReply } from '../support/scriptedHttp.ts';
import {
  FollowedChat,
  draftAt,
  phases,
  replyUpTo,
  tokensAt,
  wholeReply,
  type Phase,
  type PlainStep,
} from '../support/scriptedPhases.ts';
import { chatLine, errorReply, line } from '../support/scriptedReplies.ts';
import { failing, hello, longTimeouts, until, withPool } from '../support/scriptedPool.ts';

/** One row of the fault matrix. */
interface Fault {
  readonly row: string;
  readonly what: string;
  /** Where it can happen; default everywhere. */
  readonly phases?: readonly Phase[];
  readonly end?: 'fin' | 'rst' | 'stall';
  readonly steps?: (phase: Phase) => Iterable<PlainStep>;
  readonly wholeLines?: boolean;
  /** The reply before the headers, where it is not just `end`. */
  readonly refusal?: HttpReply;
  readonly code: (phase: Phase) => ErrorCode;
  readonly words: (phase: Phase) => RegExp;
  /** Requests in all while nothing of an answer has come; default 3. */
  readonly tries?: (phase: Phase) => number;
  /** Is it never sent again, however little had come? */
  readonly isFinal?: boolean;
  /** A minute without anything passes. */
  readonly waits?: boolean;
}

const afterHeaders = phases.slice(1);
const hasTokens = (phase: Phase): boolean => tokensAt(phase) > 0;
const answered = (phase: Phase): RegExp =>
  hasTokens(phase)
    ? new RegExp(`lost; tokens received: ${tokensAt(phase)}`)
    : /closed the connection before it answered|connection .* was lost; tokens received: 0/;

const stall = {
  end: 'stall',
  waits: true,
  code: (phase) => (hasTokens(phase) ? 'stream-stalled' : 'host-timeout'),
  words: (phase) =>
    hasTokens(phase)
      ? new RegExp(`stopped answering; tokens received: ${tokensAt(phase)}`)
      : /did not begin to answer within 60 s/,
  // A first token that does not come is waited for or asked of another host, never loaded twice.
  tries: () => 1,
} satisfies Partial<Fault>;

function* trickle(): Generator<PlainStep> {
  for (;;) {
    yield '\n';
    yield chatLine(hello.model, '');
    yield 2;
  }
}

function* endlessLine(): Generator<PlainStep> {
  for (;;) yield 'x'.repeat(1_000_000);
}

const crash = 'llama runner process has terminated: exit status 2';
const unreadable = {
  wholeLines: true,
  phases: afterHeaders,
  code: () => 'protocol-error',
  words: () => /sent a reply that cannot be read/,
} satisfies Partial<Fault>;

const faults: readonly Fault[] = [
  { row: 'H06 H07', what: 'a stall', ...stall },
  {
    row: 'H08',
    what: 'a trickle of nothing',
    ...stall,
    phases: afterHeaders,
    wholeLines: true,
    steps: trickle,
  },
  { row: 'H09', what: 'a reset', end: 'rst', code: () => 'stream-interrupted', words: answered },
  {
    row: 'H10',
    what: 'an end inside a chunk',
    end: 'fin',
    code: () => 'stream-interrupted',
    words: answered,
  },
  {
    row: 'H11',
    what: 'a clean end without a finish mark',
    phases: afterHeaders,
    wholeLines: true,
    code: () => 'stream-incomplete',
    words: () => /ended without a finish mark/,
  },
  {
    row: 'H13 H20',
    what: 'a crash told by the server',
    wholeLines: true,
    refusal: errorReply(500, crash),
    steps: () => [line({ error: crash })],
    code: () => 'host-failed',
    words: () => /failed: llama runner process has terminated/,
    tries: () => 2,
  },
  {
    row: 'H13 H21',
    what: 'out of memory told by the server',
    wholeLines: true,
    refusal: errorReply(500, 'CUDA error: out of memory'),
    steps: () => [line({ error: 'CUDA error: out of memory' })],
    code: () => 'host-failed',
    words: () => /not enough memory for the model: CUDA error/,
    isFinal: true,
  },
  {
    row: 'H13 H23',
    what: 'a busy server',
    wholeLines: true,
    refusal: errorReply(503, 'server busy, please try again'),
    steps: () => [line({ error: 'server busy, please try again' })],
    code: () => 'host-busy',
    words: () => /is busy: server busy/,
  },
  {
    row: 'H29',
    what: 'a line that is no JSON',
    ...unreadable,
    steps: () => ['<html>502</html>\n'],
  },
  { row: 'H34', what: 'a line that is no object', ...unreadable, steps: () => ['[1]\n'] },
  {
    row: 'H32',
    what: 'a line that never ends',
    phases: ['after the headers', 'after token 1', 'before done'],
    steps: endlessLine,
    code: () => 'reply-too-large',
    words: () => /a line of more than 8 MB/,
    isFinal: true,
  },
];

const timeouts = { ...longTimeouts, connect: 0 };

describe('an answer that fails', () => {
  for (const fault of faults) {
    for (const phase of fault.phases ?? phases) {
      it(`${fault.row} ${fault.what}, ${phase}: is told with what is kept, or begun anew`, async () => {
        await persists(fault, phase);
        await passes(fault, phase);
      });
    }
  }
});

/** It happens every time, to a caller that shows the text as it comes: an error, nothing doubled. */
async function persists(fault: Fault, phase: Phase): Promise<void> {
  await faulty(
    fault,
    phase,
    () => true,
    async (chat, requests) => {
      const error = await failing(chat.reply, fault.code(phase));
      assert.match(error.message, fault.words(phase));
      assert.equal(chat.text, draftAt(phase));
      assert.equal(error.kept !== undefined, hasTokens(phase), 'what is kept');
      const tries = hasTokens(phase) || fault.isFinal ? 1 : (fault.tries?.(phase) ?? 3);
      assert.equal(requests(), tries);
      assert.equal(error.data['attempts'] ?? 1, tries);
    },
  );
}

/** It happens once, to a caller that can begin anew: the whole answer, or the same error. */
async function passes(fault: Fault, phase: Phase): Promise<void> {
  const isRestart = hasTokens(phase);
  const again = !fault.isFinal && (isRestart || fault.tries?.(phase) !== 1);
  await faulty(
    fault,
    phase,
    (n) => n === 0,
    async (chat, requests) => {
      if (again) assert.equal((await chat.reply).text, 'one two three');
      else await failing(chat.reply, fault.code(phase));
      assert.equal(chat.text, again ? 'one two three' : draftAt(phase));
      assert.equal(chat.restarts, again && isRestart ? 1 : 0);
      assert.equal(requests(), again ? 2 : 1);
    },
    true,
  );
}

/** Makes one chat with a server that is at fault in its n-th answers. */
async function faulty(
  fault: Fault,
  phase: Phase,
  isFaulty: (n: number) => boolean,
  test: (chat: FollowedChat, requests: () => number) => Promise<void>,
  mayRestart = false,
): Promise<void> {
  const clock = fault.waits ? new ManualClock() : undefined;
  let answers = 0;
  let chat: FollowedChat | undefined;
  const seen = (): Promise<void> =>
    until(() => chat?.text === draftAt(phase) || chat?.ended === true);
  const reply = (): HttpReply => {
    if (!isFaulty(answers++)) return wholeReply();
    if (phase === 'before the headers' && fault.refusal) return fault.refusal;
    const { end, wholeLines } = fault;
    const steps = fault.steps?.(phase);
    return replyUpTo(phase, {
      seen,
      ...(end && { end }),
      ...(wholeLines && { wholeLines }),
      ...(steps && { steps }),
    });
  };
  const servers = [{ loaded: [hello.model], reply }];
  const settings = { timeouts };
  await withPool({ servers, settings, ...(clock && { clock }) }, async ({ pool, server }) => {
    chat = new FollowedChat(pool, { mayRestart });
    chat.reply.catch(() => undefined);
    if (clock) {
      await server.arrival('/api/chat');
      await seen();
      await clock.advance(60_000);
    }
    await test(chat, () => server.chats().length);
    chat.assertUnhooked();
  });
}
