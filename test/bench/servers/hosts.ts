// Several model servers of different speed; some are down every now and then. Arguments: one
// "MILLISECONDS" or "MILLISECONDS:UP:DOWN" for each, up and down in milliseconds.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { chatLine, doneLine } from './answers.ts';

const model = { name: 'small:0', digest: 'a'.repeat(64) };

async function listen(description: string): Promise<string> {
  const [length = 0, up = 0, down = 0] = description.split(':').map(Number);
  const sockets = new Set<Socket>();
  let isUp = true;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    if (request.method === 'GET') return void response.end(JSON.stringify({ models: [model] }));
    setTimeout(() => {
      if (response.destroyed) return;
      response.write(chatLine('small', ' token'));
      response.end(doneLine('small', 1));
    }, length);
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, answer);
  server.on('connection', (socket) => {
    if (!isUp) return void socket.resetAndDestroy();
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  const turn = (): void => {
    isUp = !isUp;
    if (!isUp) for (const socket of sockets) socket.resetAndDestroy();
    setTimeout(turn, isUp ? up : down);
  };
  if (down > 0) setTimeout(turn, up);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const urls = await Promise.all(process.argv.slice(2).map(listen));
process.send?.({ value: urls.join(' ') });
process.on('message', () => undefined);
