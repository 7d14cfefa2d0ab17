import {
  createSecureServer,
  createServer,
  type Http2Server,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { chatLine, doneLine } from './scriptedReplies.ts';
import type { ScriptedCertificate } from './scriptedCertificate.ts';

/** One chat as it came over HTTP/2. */
export interface H2Chat {
  /** 0 for the first chat of this server. */
  readonly index: number;
  readonly stream: ServerHttp2Stream;
  readonly session: ServerHttp2Session;
  readonly headers: IncomingHttpHeaders;
  /** Resolves with the code of RST_STREAM (0: an orderly end) when the stream has closed. */
  readonly closed: Promise<number>;
  /** Sends headers and so many words, without an end. */
  begin(tokens?: number): void;
  /** Sends the finish mark and ends the body. */
  end(): void;
}

export interface ScriptedH2Options {
  /** Without it the server speaks HTTP/2 in clear text. */
  readonly tls?: ScriptedCertificate;
  readonly onChat?: (chat: H2Chat) => void;
}

/** A model server that speaks HTTP/2 only: behaves unless the test does not let it. */
export class ScriptedH2Server {
  readonly chats: H2Chat[] = [];
  readonly sessions: ServerHttp2Session[] = [];
  readonly #open = new Set<ServerHttp2Session>();
  readonly #server: Http2Server | Http2SecureServer;
  readonly #waiters = new Set<() => void>();
  url = '';

  private constructor(options: ScriptedH2Options) {
    this.#server = options.tls ? createSecureServer(options.tls) : createServer();
    this.#server.on('session', (session: ServerHttp2Session) => {
      this.sessions.push(session);
      this.#open.add(session);
      session.on('error', () => undefined);
      session.on('close', () => this.#open.delete(session));
    });
    this.#server.on('sessionError', () => undefined);
    this.#server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      stream.on('error', () => undefined);
      stream.resume();
      if (headers[':path'] !== '/api/chat') {
        stream.respond({ ':status': 200, 'content-type': 'application/json' });
        stream.end(JSON.stringify({ models: [{ name: 'scripted:1b' }] }));
        return;
      }
      const chat = this.#chat(stream, headers);
      this.chats.push(chat);
      for (const check of this.#waiters) check();
      if (options.onChat) options.onChat(chat);
      else {
        chat.begin();
        chat.end();
      }
    });
  }

  static async listen(options: ScriptedH2Options = {}): Promise<ScriptedH2Server> {
    const server = new ScriptedH2Server(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    const { port } = server.#server.address() as AddressInfo;
    server.url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
    return server;
  }

  get openSessions(): number {
    return this.#open.size;
  }

  /** Resolves with the n-th chat (from 0), as soon as it has arrived. */
  arrival(n: number): Promise<H2Chat> {
    return new Promise((resolve) => {
      const check = (): void => {
        const chat = this.chats[n];
        if (!chat) return;
        this.#waiters.delete(check);
        resolve(chat);
      };
      this.#waiters.add(check);
      check();
    });
  }

  async close(): Promise<void> {
    for (const session of this.#open) session.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #chat(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): H2Chat {
    const index = this.chats.length;
    return {
      index,
      stream,
      session: stream.session as ServerHttp2Session,
      headers,
      closed: new Promise((resolve) => stream.once('close', () => resolve(stream.rstCode ?? 0))),
      begin: (tokens = 2) => {
        stream.respond({ ':status': 200, 'content-type': 'application/x-ndjson' });
        for (let token = 0; token < tokens; token++) {
          stream.write(chatLine('scripted:1b', `word${index} `));
        }
      },
      end: () => stream.end(doneLine('scripted:1b')),
    };
  }
}
