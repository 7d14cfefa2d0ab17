import type { HttpReply, ScriptedStep } from '../../support/scriptedHttp.ts';
import { chatLine, doneLine } from './answers.ts';

/** What a client must make of a case. */
export type Expected =
  { readonly text: string } | { readonly error: true; readonly words?: string };

export interface HostileCase {
  readonly name: string;
  readonly reply: (model: string, timeScale: number) => HttpReply;
  readonly expected: Expected;
  /** Needs clocks of minutes: asked where time runs faster. */
  readonly slow?: true;
}

const text = 'Grüße, 世界 👋🏽!';
const long = 'x'.repeat(1 << 20);
const failed = { error: true } as const;

/** The ways in which streams really arrive or break, each with its only right outcome. */
export const hostileCases: readonly HostileCase[] = [
  whole('a cut inside every UTF-8 character', (bytes) => cutAt(bytes, insideCharacters(bytes))),
  whole('chunks of 37 bytes', (bytes) => pieces(bytes, 37)),
  whole('chunks of 1 byte', (bytes) => pieces(bytes, 1)),
  {
    name: '50 lines in a chunk',
    reply: (model) => body([chatLine(model, 'a').repeat(50), doneLine(model, 50)]),
    expected: { text: 'a'.repeat(50) },
  },
  {
    name: 'no final line feed',
    reply: (model) => body([chatLine(model, text), doneLine(model, 1).trimEnd()]),
    expected: { text },
  },
  {
    name: 'a line of 1 MiB',
    reply: (model) => body([chatLine(model, long), doneLine(model, 1)]),
    expected: { text: long },
  },
  {
    name: 'blank lines and CRLF',
    reply: (model) =>
      body(['\n', chatLine(model, text).replace('\n', '\r\n'), '\r\n\n', doneLine(model, 1)]),
    expected: { text },
  },
  broken('a reset', (model) => ({ ...body([chatLine(model, 'a'), 20]), end: 'rst' })),
  broken('a connection closed between lines', (model) => ({
    ...body([chatLine(model, 'a'), 20]),
    end: 'fin',
  })),
  broken('a connection closed inside a line', (model) => ({
    ...body([chatLine(model, 'a'), '{"model":"', 20]),
    end: 'fin',
  })),
  {
    name: 'an error line',
    reply: (model) => body([chatLine(model, 'a'), '{"error":"the runner has crashed"}\n']),
    expected: { ...failed, words: 'the runner has crashed' },
  },
  broken('a clean end without the done line', (model) => body([chatLine(model, 'a')])),
  broken('a clean end inside a line', (model) =>
    body([chatLine(model, 'a'), chatLine(model, 'b').slice(0, 40)]),
  ),
  broken('a line that is a web page', (model) =>
    body([chatLine(model, 'a'), '<html>Bad Gateway</html>\n', doneLine(model, 1)]),
  ),
  refused(404, 'model "x" not found, try pulling it first'),
  refused(503, 'server busy, please try again.  maximum pending requests exceeded'),
  {
    name: 'silence after the first token',
    reply: (model) => ({ ...body([chatLine(model, 'a')]), end: 'stall' }),
    expected: failed,
    slow: true,
  },
  {
    name: 'headers after 308 s',
    reply: (model, timeScale) => ({
      ...body([chatLine(model, text), doneLine(model, 1)]),
      before: 308_000 / timeScale,
    }),
    expected: { text },
    slow: true,
  },
];

function body(steps: readonly ScriptedStep[]): HttpReply {
  return { headers: { 'content-type': 'application/x-ndjson' }, body: steps };
}

function whole(name: string, cut: (bytes: Buffer) => readonly ScriptedStep[]): HostileCase {
  const bytes = (model: string): Buffer =>
    Buffer.from(chatLine(model, text).repeat(3) + doneLine(model, 3));
  return {
    name,
    reply: (model) => body(cut(bytes(model))),
    expected: { text: text.repeat(3) },
  };
}

function broken(name: string, reply: (model: string) => HttpReply): HostileCase {
  return { name, reply, expected: failed };
}

function refused(status: number, words: string): HostileCase {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const reply = (): HttpReply => ({ status, headers, body: JSON.stringify({ error: words }) });
  return { name: `the words of a ${status}`, reply, expected: { error: true, words } };
}

/** Places between the bytes of one character. */
function insideCharacters(bytes: Buffer): number[] {
  return [...bytes.keys()].filter((at) => (bytes[at]! & 0xc0) === 0x80);
}

/** Every other cut waits a millisecond, so that it also is a cut between two reads. */
function cutAt(bytes: Buffer, places: readonly number[]): ScriptedStep[] {
  const ends = [...places, bytes.length];
  return ends.flatMap((end, index) => {
    const part = bytes.subarray(ends[index - 1] ?? 0, end);
    return index % 2 === 0 ? [part] : [1, part];
  });
}

function pieces(bytes: Buffer, size: number): ScriptedStep[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}
