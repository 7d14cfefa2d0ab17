import assert from 'node:assert/strict';
import { CallLog, type ModelCall } from '../../../src/app/callLog.ts';
import { splitLoading } from '../../../src/app/callPhases.ts';
import { JsonFiles, StorageLayout } from '../../../src/app/storage.ts';
import { readCall } from '../../../src/app/storedCalls.ts';
import { traceModel } from '../../../src/app/tracedModel.ts';
import { CaravanError } from '../../../src/base/errors.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { userText } from '../../../src/base/userText.ts';
import type { Model, ModelAnswer, ModelEvent, ModelRequest } from '../../../src/llm/model.ts';
import type { CallRecord } from '../../../src/llm/modelClient.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';
import { ManualClock } from '../vscode/fakes.ts';

const usage = {
  promptTokens: 700,
  replyTokens: 42,
  loadMs: 3_000,
  promptMs: 900,
  replyMs: 2_000,
  queuedMs: 0,
  totalMs: 6_000,
};
const answer: ModelAnswer = {
  text: 'x',
  thinking: '',
  finish: 'stop',
  usage,
  model: 'small',
  host: 'http://h',
};

function request(part: Partial<ModelRequest> = {}): ModelRequest {
  const signal = new AbortController().signal;
  return { messages: [], label: 'coder', lane: 'agent', signal, affinity: 'run-1', ...part };
}

/** A request that belongs to no run, and so to no file. */
function lone(): ModelRequest {
  const { signal } = new AbortController();
  return { messages: [], label: 'insert', lane: 'interactive', signal };
}

describe('the record of model calls', () => {
  function setUp(files = new InMemoryFileSystem()) {
    files.put('/state/runs/run-1/run.json', '{}');
    const clock = new ManualClock();
    let next = 0;
    const log = new CallLog({
      json: new JsonFiles(files, silentLogger, () => 0),
      layout: new StorageLayout('/state'),
      clock,
      logger: silentLogger,
      newId: () => `call-${++next}`,
    });
    const told: ModelCall[] = [];
    log.onChange((call) => told.push(call));
    /** A model that does what the script says while time passes, then answers. */
    const scripted = (
      script: (say: (event: ModelEvent, ms?: number) => void) => void,
      end: () => ModelAnswer = () => answer,
    ): Model => {
      const play = (onEvent?: (event: ModelEvent) => void): void =>
        script((event, ms = 0) => {
          clock.advance(ms);
          onEvent?.(event);
        });
      return traceModel(
        {
          async *stream() {
            const events: ModelEvent[] = [];
            play((event) => events.push(event));
            yield* events;
          },
          generate: async (_request, onEvent) => {
            play(onEvent);
            return end();
          },
          generateObject: async ({ schema }, onEvent) => {
            play(onEvent);
            return { value: schema.parse(1), answer: end(), repairs: 1 };
          },
        },
        log,
      );
    };
    return { files, clock, log, told, scripted };
  }

  const whole = (say: (event: ModelEvent, ms?: number) => void): void => {
    say({ type: 'queued', position: 2 }, 10);
    say({ type: 'queued', position: 1 }, 400);
    say({ type: 'connecting', host: 'http://h' }, 100);
    say({ type: 'loading', model: 'small' }, 20);
    say({ type: 'thinking-delta', text: 'a' }, 4_000);
    say({ type: 'text-delta', text: 'b' }, 1_000);
    say({ type: 'text-delta', text: 'c' }, 1_000);
    say({ type: 'usage', usage }, 100);
    say({ type: 'done', finish: 'stop' });
  };

  it('says what a call was busy with and when, and what it cost', async () => {
    const { log, scripted } = setUp();
    await scripted(whole).generate(request());
    assert.deepEqual(log.calls, [
      {
        id: 'call-1',
        runId: 'run-1',
        label: 'coder',
        lane: 'agent',
        model: 'small',
        host: 'http://h',
        startedAt: 0,
        endedAt: 6_630,
        phases: [
          { phase: 'connecting', at: 0 },
          { phase: 'queued', at: 10 },
          { phase: 'connecting', at: 510 },
          { phase: 'loading', at: 530 },
          { phase: 'prompt', at: 3_530 },
          { phase: 'thinking', at: 4_530 },
          { phase: 'writing', at: 5_530 },
        ],
        promptTokens: 700,
        replyTokens: 42,
        attempts: 1,
        outcome: 'done',
      },
    ]);
  });

  it('tells about a call that writes twice a second, however fast the tokens come', async () => {
    const { told, scripted } = setUp();
    await scripted((say) => {
      for (let token = 0; token < 2_000; token += 1) say({ type: 'text-delta', text: 'x' }, 1);
      say({ type: 'done', finish: 'stop' });
    }).generate(request());
    const writing = told.filter(({ endedAt, phases }) => !endedAt && phases.length === 2);
    assert.ok(writing.length >= 4 && writing.length <= 5, String(writing.length));
    assert.equal(told.at(-1)?.replyTokens, 2_000);
  });

  it('counts the repair of an answer as a call of its own', async () => {
    const { log, scripted } = setUp();
    const twice = scripted((say) => {
      whole(say);
      say({ type: 'connecting', host: 'http://h' }, 5);
      say({ type: 'done', finish: 'stop' }, 50);
    });
    const schema = { parse: () => 1 } as never;
    await twice.generateObject({ ...request(), schema, example: 1 });
    assert.deepEqual(
      log.calls.map(({ id, model, outcome }) => [id, model, outcome]),
      [
        ['call-1', 'small', 'done'],
        ['call-2', 'small', 'done'],
      ],
    );
  });

  it('knows failed calls, cancelled ones and streams that were left', async () => {
    const { log, scripted } = setUp();
    const failure = new CaravanError('host-timeout', { text: userText('Stopped.') });
    const stopped = new CaravanError('cancelled', { text: userText('Stopped.') });
    const ends = [failure, stopped, new DOMException('aborted', 'AbortError'), new Error('bug')];
    for (const error of ends) {
      const failing = scripted(
        (say) => say({ type: 'prompt' }),
        () => {
          throw error;
        },
      );
      await assert.rejects(failing.generate(request({ label: 'x' })));
    }
    for await (const event of scripted(whole).stream(request()))
      if (event.type === 'loading') break;
    for await (const event of scripted(whole).stream(request())) assert.ok(event);
    assert.deepEqual(
      log.calls.map(({ outcome }) => outcome),
      ['host-timeout', 'cancelled', 'cancelled', 'internal', 'cancelled', 'done'],
    );
  });

  it('finds the calls of past runs again, and leaves out lines that are none', async () => {
    const { files, log, scripted } = setUp();
    await scripted(whole).generate(request());
    await log.flush();
    const file = '/state/runs/run-1/calls.jsonl';
    const text = new TextDecoder().decode(await files.readFile(file));
    files.put(file, `${text}{"id":7}\n{"id":"torn`);
    const later = setUp(files);
    const [found, ...rest] = await later.log.withRuns(['run-1', 'run-without-calls']);
    assert.deepEqual(found, log.calls[0]);
    assert.deepEqual(rest, []);
  });

  it('goes on when the disk is full, and when nobody knows the run', async () => {
    const { files, log, scripted } = setUp();
    files.before = ({ method }) => {
      if (method === 'appendFile') throw new Error('ENOSPC');
    };
    await scripted(whole).generate(request());
    await scripted(whole).generate(lone());
    await log.flush();
    assert.equal(log.calls.length, 2);
  });

  it('shows calls that were no chats once they are over, and leaves chats to who follows them', () => {
    const { log, told } = setUp();
    const record: CallRecord = {
      id: 1,
      kind: 'embed',
      at: 1_000,
      label: '',
      lane: 'background',
      model: 'vectors',
      host: 'http://h',
      attempts: 1,
      cold: false,
      queuedMs: 20,
      connectMs: 5,
      firstTokenMs: 70,
      replyMs: 5,
      totalMs: 100,
      promptTokens: 12,
      replyTokens: 0,
      bytes: 900,
      outcome: 'done',
    };
    log.addRecord({ ...record, kind: 'chat' });
    assert.equal(log.calls.length, 0);
    log.addRecord(record);
    assert.deepEqual(told, log.calls);
    assert.deepEqual(
      [told[0]?.kind, told[0]?.endedAt, told[0]?.promptTokens],
      ['embed', 1_100, 12],
    );
    assert.deepEqual(told[0]?.phases, [
      { phase: 'queued', at: 1_000 },
      { phase: 'connecting', at: 1_020 },
      { phase: 'working', at: 1_025 },
    ]);
    assert.deepEqual(JSON.parse(JSON.stringify(told[0])), readCall.parse(told[0]));
  });

  it('keeps the last 500 calls', async () => {
    const { log, scripted } = setUp();
    const quick = scripted((say) => say({ type: 'done', finish: 'stop' }));
    for (let call = 0; call < 510; call += 1) await quick.generate(lone());
    assert.equal(log.calls.length, 500);
    assert.equal(log.calls[0]?.id, 'call-11');
  });
});

describe('the time a server says nothing', () => {
  const phases = [
    { phase: 'loading', at: 100 },
    { phase: 'writing', at: 500 },
  ] as const;

  it('is divided into loading and reading the prompt by what the server says afterwards', () => {
    assert.deepEqual(splitLoading(phases, 300), [
      phases[0],
      { phase: 'prompt', at: 400 },
      phases[1],
    ]);
  });

  it('stays whole where that says nothing', () => {
    assert.equal(splitLoading(phases, 400), phases);
    const known = [{ phase: 'loading', at: 1 } as const, { phase: 'prompt', at: 5 } as const];
    assert.equal(splitLoading(known, 2), known);
    assert.deepEqual(splitLoading([], 2), []);
    assert.deepEqual(splitLoading([phases[0]], 2), [phases[0]]);
  });
});
