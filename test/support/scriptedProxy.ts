import { createServer, request as forward, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A forwarding proxy: keeps what it was asked for. */
export class ScriptedProxy {
  /** `CONNECT host:port` or `POST http://host/path`, in order of arrival. */
  readonly asked: string[] = [];
  readonly authorizations: (string | undefined)[] = [];
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  url = '';
  /** Connections that were made to it so far. */
  connections = 0;

  private constructor(refuse: number | undefined, to: string | undefined) {
    this.#server = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      this.authorizations.push(request.headers['proxy-authorization']);
      if (refuse !== undefined) {
        request.resume();
        response.writeHead(refuse).end();
        return;
      }
      const { method, headers } = request;
      const asked = URL.parse(request.url ?? '');
      const target = to === undefined ? (asked ?? '') : new URL(asked?.pathname ?? '', to);
      const on = forward(target, { method, headers, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      on.on('error', () => response.destroy());
      response.on('close', () => on.destroy());
      request.pipe(on);
    });
    this.#server.on('connect', (request, socket: Socket) => {
      this.asked.push(`CONNECT ${request.url}`);
      this.authorizations.push(request.headers['proxy-authorization']);
      if (refuse !== undefined) {
        socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
        return;
      }
      const [host, port] = (request.url ?? '').split(':');
      const on = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(on).pipe(socket);
      });
      for (const each of [on, socket]) each.on('error', () => undefined);
      on.on('close', () => socket.destroy());
      socket.on('close', () => on.destroy());
    });
    this.#server.on('connection', (socket: Socket) => {
      this.connections++;
      this.#open.add(socket);
      socket.on('close', () => this.#open.delete(socket));
    });
  }

  /**
   * @param refuse a status to answer with instead of letting through.
   * @param to where plain requests go, whichever host they ask for.
   */
  static async listen(refuse?: number, to?: string): Promise<ScriptedProxy> {
    const proxy = new ScriptedProxy(refuse, to);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    proxy.url = `http://127.0.0.1:${(proxy.#server.address() as AddressInfo).port}`;
    return proxy;
  }

  get openSockets(): number {
    return this.#open.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
