import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port of the loopback address nothing listens on, to be listened on later. It is below those that
 * systems give to outgoing connections (32768 on Linux, 49152 elsewhere), so that none takes it.
 */
export async function closedPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
