import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { ChatChunk } from '../../src/ollama/answerReader.ts';
import { ChatReader } from '../../src/ollama/chatReader.ts';
import type { ReaderControl } from '../../src/ollama/exchange.ts';

// How they were recorded stands in the README.md beside them.
const names = [
  ...['chatText', 'chatUnicode', 'chatObject', 'chatLength'],
  ...['chatThinking', 'chatTool'],
] as const;
const traces = names.map((name) => ({
  name,
  bytes: readFileSync(new URL(`../support/fixtures/${name}.ndjson`, import.meta.url)),
}));

const message = (content: string, more: object = {}): string =>
  `${JSON.stringify({ model: 'm', created_at: 'T', message: { role: 'assistant', content, ...more }, done: false })}\n`;
const end = '{"model":"m","done":true,"done_reason":"stop","eval_count":3}\n';
const call = { function: { name: 'weather', arguments: { city: 'Zürich', days: [1, 2] } } };

/** What no recorded trace holds, in the words of Ollama's docs/api.md. */
const written = [
  {
    name: 'thinking, then an answer',
    text: message('', { thinking: 'Hm… ' }) + message('', { thinking: 'да' }) + message('42') + end,
  },
  {
    name: 'two tool calls',
    text: message('I look.') + message('', { tool_calls: [call, call] }) + end,
  },
  {
    name: 'an error line after two tokens',
    text: `${message('one ')}${message('two')}{"error":"llama runner process has terminated: é"}\n`,
  },
  { name: 'no finish mark', text: message('one ') + message('two') },
];

/** What a line of `/api/chat` may hold. */
interface WireAnswer {
  readonly content: string;
  readonly thinking?: string;
  readonly tool_calls?: readonly unknown[];
}

/** Reads a chat given in pieces; what went wrong is part of the result. */
function read(pieces: readonly Buffer[]): unknown {
  const chunks: ChatChunk[] = [];
  const failures: Error[] = [];
  const control: ReaderControl = {
    progress: () => undefined,
    complete: () => undefined,
    finish: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    fail: (error) => failures.push(error),
  };
  const reader = new ChatReader({ host: 'h', model: 'm' }, (more) => chunks.push(...more));
  reader.open(control);
  try {
    for (const piece of pieces) {
      reader.bytes(piece);
      reader.drain();
    }
    reader.end();
  } catch (error) {
    failures.push(error as Error);
  }
  return { chunks, failures: failures.map(String), ending: reader.ending };
}

describe('reading a chat stream', () => {
  for (const { name, bytes } of traces) {
    it(`gives the same answer wherever a real trace is cut in two: ${name}`, () => {
      const whole = read([bytes]);
      assert.ok((whole as { chunks: unknown[] }).chunks.length > 3);
      for (let cut = 0; cut <= bytes.length; cut++) {
        assert.deepEqual(read([bytes.subarray(0, cut), bytes.subarray(cut)]), whole, `cut ${cut}`);
      }
    }).timeout(60_000);
  }

  for (const { name, text } of written) {
    it(`gives the same answer or error, and the same draft, wherever it is cut: ${name}`, () => {
      const bytes = Buffer.from(text);
      const whole = read([bytes]) as { chunks: unknown[]; failures: string[]; ending: unknown };
      assert.ok(whole.chunks.length >= 2);
      assert.equal(whole.ending === undefined, whole.failures.length === 1);
      for (let cut = 0; cut <= bytes.length; cut++) {
        assert.deepEqual(read([bytes.subarray(0, cut), bytes.subarray(cut)]), whole, `cut ${cut}`);
      }
      assert.deepEqual(read([...bytes].map((byte) => Buffer.from([byte]))), whole);
    });
  }

  it('gives the same answer for any cuts at all, byte by byte included', () => {
    for (const { bytes } of traces) {
      const whole = read([bytes]);
      assert.deepEqual(read([...bytes].map((byte) => Buffer.from([byte]))), whole);
      fc.assert(
        fc.property(fc.array(fc.nat(bytes.length), { maxLength: 60 }), (cuts) => {
          const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
          const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
          assert.deepEqual(read(pieces), whole);
        }),
        { numRuns: 50 },
      );
    }
  }).timeout(60_000);

  it('reads every line of a real trace as JSON.parse does', () => {
    for (const { bytes } of traces) {
      const messages = bytes
        .toString('utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { message: WireAnswer }).message);
      const { chunks } = read([bytes]) as { chunks: ChatChunk[] };
      const join = (texts: readonly (string | undefined)[]): string => texts.join('');
      assert.equal(
        join(chunks.map(({ text }) => text)),
        join(messages.map(({ content }) => content)),
      );
      assert.equal(
        join(chunks.map(({ thinking }) => thinking)),
        join(messages.map(({ thinking }) => thinking)),
      );
      assert.deepEqual(
        chunks.flatMap(({ toolCalls }) => toolCalls ?? []),
        messages.flatMap(({ tool_calls }) => tool_calls ?? []),
      );
    }
  });

  it('tells what a real model thought, and what tool it called, from what it said', () => {
    const [thinking, tool] = ['chatThinking', 'chatTool'].map((name) => {
      const bytes = traces.find((trace) => trace.name === name)?.bytes ?? Buffer.of();
      return (read([bytes]) as { chunks: ChatChunk[] }).chunks;
    });
    const textOf = (chunks: readonly ChatChunk[] = []): string =>
      chunks.map(({ text }) => text).join('');
    const thought = thinking?.map((chunk) => chunk.thinking).join('') ?? '';
    assert.match(thought, /^The user wants a sum\./);
    assert.match(textOf(thinking), /^The answer is \d+\.$/);
    assert.match(textOf(tool), /^I look it up\.\s*$/);
    const calls = tool?.flatMap(({ toolCalls }) => toolCalls ?? []);
    assert.deepEqual(calls, [
      { function: { name: 'weather', arguments: { city: 'Zürich', temperature: '25' } } },
    ]);
  });
});

describe('reading a line by its form', () => {
  it('gives what the parser gives, whatever the text', () => {
    const line = (content: string, more: object = {}): string =>
      `${JSON.stringify({ model: 'm', created_at: 'T', message: { role: 'assistant', content, ...more }, done: false })}\n`;
    const texts = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }));
    const last = '{"done":true}\n';
    fc.assert(
      fc.property(texts, (contents) => {
        const input = contents.map((content) => line(content)).join('') + last;
        const { chunks } = read([Buffer.from(input)]) as { chunks: ChatChunk[] };
        const expected = contents.map((content) => Buffer.from(content).toString('utf8'));
        assert.deepEqual(
          chunks.map((chunk) => chunk.text),
          expected,
        );
      }),
      { numRuns: 20 },
    );
    const thinking = line('a') + line('b', { thinking: 'hm' }) + last;
    assert.deepEqual((read([Buffer.from(thinking)]) as { chunks: ChatChunk[] }).chunks, [
      { type: 'chunk', text: 'a', thinking: '' },
      { type: 'chunk', text: 'b', thinking: 'hm' },
    ]);
  });
});
