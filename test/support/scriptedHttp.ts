import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A request as it arrived. */
export interface ScriptedRequest {
  /** 0 for the first request of this server. */
  readonly index: number;
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
  /** The body parsed as JSON, or undefined when there is none. */
  readonly body: unknown;
  /** Number of the connection it came on, from 0. */
  readonly connection: number;
}

/**
 * One step of a body: text or bytes (one HTTP chunk each), a wait in milliseconds, a wait for a
 * promise, several chunks in one write, or bytes put on the socket without any framing.
 */
export type ScriptedStep =
  | string
  | Uint8Array
  | number
  | Promise<unknown>
  | { readonly chunks: readonly (string | Uint8Array)[] }
  | { readonly raw: string | Uint8Array };

/** What to answer, and how to lie about it. */
export interface HttpReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Waited for before the status line: milliseconds or a promise. */
  readonly before?: number | Promise<unknown>;
  readonly body?: string | Uint8Array | Iterable<ScriptedStep> | AsyncIterable<ScriptedStep>;
  /** `chunked` (default), `length` needs a body in one piece, `none` writes no framing headers. */
  readonly framing?: 'chunked' | 'length' | 'none';
  /** `ok` (default) ends properly; `fin`, `rst` cut; `stall` leaves the socket open for ever. */
  readonly end?: 'ok' | 'fin' | 'rst' | 'stall';
  /** Cut instead of answering at all. */
  readonly drop?: 'fin' | 'rst' | 'stall';
}

export type HttpScript = (request: ScriptedRequest) => HttpReply | Promise<HttpReply>;

export interface ScriptedHttpOptions {
  /** 0 (default) = any free port. */
  readonly port?: number;
  /** PEM texts; with them the server speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Called for every new connection; `rst` kills it at once. */
  readonly onConnection?: (connection: number) => 'accept' | 'rst';
}

/** An HTTP/1.1 server over raw sockets that answers as scripted, true to the protocol or not. */
export class ScriptedHttpServer {
  readonly requests: ScriptedRequest[] = [];
  /** Stays the same after closing, so that a test can ask a server that is gone. */
  url = '';
  readonly #sockets: Socket[] = [];
  readonly #open = new Set<Socket>();
  readonly #closed: Promise<void>[] = [];
  readonly #waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  readonly #script: HttpScript;
  readonly #server;
  readonly #scheme: string;

  private constructor(script: HttpScript, options: ScriptedHttpOptions) {
    this.#script = script;
    this.#scheme = options.tls ? 'https' : 'http';
    const onSocket = (socket: Socket): void => {
      if (options.onConnection?.(this.#sockets.length) === 'rst') {
        this.#sockets.push(socket);
        socket.on('error', () => undefined);
        socket.resetAndDestroy();
      } else this.#accept(socket);
    };
    this.#server = options.tls
      ? createTlsServer({ ...options.tls, ALPNProtocols: ['http/1.1'] }, onSocket)
      : createServer({ noDelay: true }, onSocket);
  }

  /** Starts listening on the loopback address. */
  static async listen(
    script: HttpScript,
    options: ScriptedHttpOptions = {},
  ): Promise<ScriptedHttpServer> {
    const server = new ScriptedHttpServer(script, options);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject);
      server.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    const { port } = server.#server.address() as AddressInfo;
    server.url = `${server.#scheme}://127.0.0.1:${port}`;
    return server;
  }

  get openSockets(): number {
    return this.#open.size;
  }

  /** Connections ever made. */
  get connections(): number {
    return this.#sockets.length;
  }

  /** Resolves when `count` requests have arrived in all. */
  received(count: number): Promise<void> {
    if (this.requests.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count, resolve }));
  }

  /** Resolves when the connection that carried the request has been closed by either side. */
  async closed(requestIndex: number): Promise<void> {
    await this.received(requestIndex + 1);
    const connection = this.requests[requestIndex]?.connection ?? 0;
    await this.#closed[connection];
  }

  /** Resets every open connection, as a crashing server does; goes on listening. */
  resetConnections(): void {
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  /** Stops listening and destroys what is open. */
  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    const connection = this.#sockets.push(socket) - 1;
    this.#open.add(socket);
    socket.on('error', () => undefined);
    this.#closed.push(
      new Promise((resolve) =>
        socket.once('close', () => {
          this.#open.delete(socket);
          resolve();
        }),
      ),
    );
    const closed = this.#closed[connection] ?? Promise.resolve();
    let received: Buffer = Buffer.alloc(0);
    let busy = false;
    const next = async (): Promise<void> => {
      const parsed = busy ? undefined : parseRequest(received);
      if (!parsed) return;
      busy = true;
      received = received.subarray(parsed.length);
      const request = { ...parsed.request, index: this.requests.length, connection };
      this.requests.push(request);
      for (const waiter of this.#waiters)
        if (this.requests.length >= waiter.count) waiter.resolve();
      await play(await this.#script(request), socket, closed);
      busy = false;
      await next();
    };
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      void next();
    });
    socket.on('end', () => socket.end());
  }
}

function parseRequest(
  bytes: Buffer,
): { request: Omit<ScriptedRequest, 'index' | 'connection'>; length: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const start = headEnd + 4;
  const body =
    headers['transfer-encoding'] === 'chunked'
      ? readChunks(bytes, start)
      : readLength(bytes, start, Number(headers['content-length'] ?? 0));
  if (!body) return undefined;
  const rawBody = body.bytes.toString('utf8');
  return {
    request: { method, path, headers, rawBody, body: rawBody ? tryParse(rawBody) : undefined },
    length: body.end,
  };
}

function readLength(bytes: Buffer, start: number, length: number): Body | undefined {
  if (bytes.length < start + length) return undefined;
  return { bytes: bytes.subarray(start, start + length), end: start + length };
}

interface Body {
  readonly bytes: Buffer;
  readonly end: number;
}

function readChunks(bytes: Buffer, start: number): Body | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (bytes.length < end + 2) return undefined;
    if (size === 0) return { bytes: Buffer.concat(parts), end: end + 2 };
    parts.push(bytes.subarray(lineEnd + 2, end));
    at = end + 2;
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function play(reply: HttpReply, socket: Socket, closed: Promise<void>): Promise<void> {
  if (reply.before !== undefined) await wait(reply.before, closed);
  if (socket.destroyed) return;
  if (reply.drop) return finish(reply.drop, socket, closed);
  const framing = reply.framing ?? (isWhole(reply.body) ? 'length' : 'chunked');
  const steps = isWhole(reply.body) ? [reply.body] : (reply.body ?? []);
  const head = [`HTTP/1.1 ${reply.status ?? 200} ${reply.status ?? 'OK'}`];
  for (const [name, value] of Object.entries(reply.headers ?? {})) head.push(`${name}: ${value}`);
  if (framing === 'chunked') head.push('Transfer-Encoding: chunked');
  if (framing === 'length') {
    head.push(`Content-Length: ${isWhole(reply.body) ? Buffer.byteLength(reply.body) : 0}`);
  }
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  for await (const step of lift(steps)) {
    if (socket.destroyed) return;
    if (typeof step === 'number') await wait(step, closed);
    else if (typeof step === 'object' && 'until' in step) await wait(step.until, closed);
    else await write(socket, encode(step, framing === 'chunked'), closed);
  }
  if (socket.destroyed) return;
  const end = reply.end ?? 'ok';
  if (end === 'ok' && framing === 'chunked') socket.write('0\r\n\r\n');
  if (end === 'ok' && framing === 'none') socket.end();
  if (end !== 'ok') await finish(end, socket, closed);
}

async function finish(
  end: 'fin' | 'rst' | 'stall',
  socket: Socket,
  closed: Promise<void>,
): Promise<void> {
  if (end === 'fin') socket.end();
  if (end === 'rst') socket.resetAndDestroy();
  await closed;
}

function isWhole(body: HttpReply['body']): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

/** Iterates without awaiting the promises in a plain list: they are steps, not values. */
async function* lift(
  steps: Iterable<ScriptedStep> | AsyncIterable<ScriptedStep>,
): AsyncGenerator<Exclude<ScriptedStep, Promise<unknown>> | Held> {
  if (Symbol.asyncIterator in steps) {
    for await (const step of steps) yield hold(step as ScriptedStep);
  } else for (const step of steps) yield hold(step);
}

type Held = { readonly until: Promise<unknown> };

function hold(step: ScriptedStep): Exclude<ScriptedStep, Promise<unknown>> | Held {
  return step instanceof Promise ? { until: step } : step;
}

function encode(step: Exclude<ScriptedStep, number | Promise<unknown>>, chunked: boolean): Buffer {
  if (typeof step === 'object' && 'raw' in step) return Buffer.from(step.raw as string);
  const parts = typeof step === 'object' && 'chunks' in step ? step.chunks : [step];
  const out: Buffer[] = [];
  for (const part of parts) {
    const bytes = Buffer.from(part as string);
    if (!chunked) out.push(bytes);
    else out.push(Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n'));
  }
  return Buffer.concat(out);
}

async function write(socket: Socket, bytes: Buffer, closed: Promise<void>): Promise<void> {
  if (bytes.length === 0 || socket.write(bytes)) return;
  await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
}

async function wait(what: number | Promise<unknown>, closed: Promise<void>): Promise<void> {
  if (typeof what !== 'number') {
    await Promise.race([what, closed]);
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise((resolve) => (timer = setTimeout(resolve, what)));
  await Promise.race([passed, closed]);
  clearTimeout(timer);
}
