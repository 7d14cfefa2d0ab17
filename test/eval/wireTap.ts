import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** One chat as it went over the wire. */
export interface SeenChat {
  /** Body of the request. */
  readonly request: string;
  /** Body of the reply, as far as it came. */
  readonly reply: string;
}

/** A server that hands everything on to another one, and keeps the chats it saw. */
export interface WireTap {
  readonly url: string;
  /** In the order they came. */
  readonly chats: () => readonly SeenChat[];
  close(): Promise<void>;
}

/** Puts a tap before a model server. Whoever goes away is gone for the server behind it, too. */
export async function tapServer(host: string): Promise<WireTap> {
  const chats: { readonly asked: Buffer[]; readonly answered: Buffer[] }[] = [];
  const tap = createServer((incoming, outgoing) => {
    const isChat = incoming.url === '/api/chat';
    const asked: Buffer[] = [];
    const answered: Buffer[] = [];
    if (isChat) chats.push({ asked, answered });
    const url = new URL(incoming.url ?? '/', host);
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const headers = { ...incoming.headers, host: url.host };
    const onReply = (reply: IncomingMessage): void => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      if (isChat) reply.on('data', (chunk: Buffer) => answered.push(chunk));
      void pipeline(reply, outgoing).catch(() => outgoing.destroy());
    };
    const behind = send(url, { method: incoming.method, headers, agent: false }, onReply);
    behind.on('error', () => outgoing.destroy());
    if (isChat) incoming.on('data', (chunk: Buffer) => asked.push(chunk));
    void pipeline(incoming, behind).catch(() => outgoing.destroy());
    outgoing.on('close', () => behind.destroy());
  });
  await once(tap.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(tap.address() as AddressInfo).port}`,
    chats: () =>
      chats.map(({ asked, answered }) => ({ request: textOf(asked), reply: textOf(answered) })),
    close: async () => {
      const closed = once(tap, 'close');
      tap.close();
      tap.closeAllConnections();
      await closed;
    },
  };
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
