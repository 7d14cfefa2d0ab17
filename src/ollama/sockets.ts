import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** The sockets of one transport: undici tells neither how many there are nor what they speak. */
export class Sockets {
  readonly #all = new Set<Socket>();
  readonly #connecting = new Set<Socket>();
  /** A connection with HTTP/2 was made. */
  speaksH2 = false;

  /** Sockets that are connecting or open, idle ones included. */
  get size(): number {
    return this.#all.size;
  }

  /** Takes a socket that begins to connect. */
  add(socket: Socket): void {
    this.#all.add(socket);
    this.#connecting.add(socket);
    this.noteProtocol(socket);
    socket.once('close', () => {
      this.#connecting.delete(socket);
      this.#all.delete(socket);
    });
  }

  /** The socket can carry requests. */
  ready(socket: Socket): void {
    this.#connecting.delete(socket);
  }

  /** Remembers what is agreed on when TLS stands. */
  noteProtocol(socket: Socket): void {
    socket.once('secureConnect', () => {
      this.speaksH2 ||= (socket as Partial<TLSSocket>).alpnProtocol === 'h2';
    });
  }

  /** Gives up every attempt to connect. */
  dropConnecting(): void {
    for (const socket of this.#connecting) socket.destroy(new Error('No request waits for it'));
  }

  destroy(): void {
    for (const socket of this.#all) socket.destroy();
  }
}
