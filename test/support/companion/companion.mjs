// Test companion: an HTTP server in the extension host that runs posted function bodies with
// `vscode` as an argument. It listens on loopback only, asks for the token of the test run, and
// does nothing at all without one.
import { createServer } from 'node:http';
import { renameSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';

const AsyncFunction = (async () => undefined).constructor;

export function activate(context) {
  const file = process.env.CARAVAN_COMPANION_FILE;
  const token = process.env.CARAVAN_COMPANION_TOKEN;
  if (!file || !token) return;
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const answer = (status, value) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(value));
      };
      if (request.headers['x-token'] !== token) return answer(403, { error: 'wrong token' });
      try {
        const { source, argument } = JSON.parse(Buffer.concat(chunks).toString());
        const run = new AsyncFunction(
          'vscode',
          'argument',
          `return (${source})(vscode, argument);`,
        );
        answer(200, { value: await run(vscode, argument) });
      } catch (error) {
        answer(500, { error: error?.message ?? String(error), stack: error?.stack });
      }
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const state = { port: server.address().port, pid: process.pid, startedAt: Date.now() };
    writeFileSync(`${file}.part`, JSON.stringify(state));
    renameSync(`${file}.part`, file);
  });
  context.subscriptions.push({
    dispose: () => {
      server.close();
      server.closeAllConnections();
    },
  });
}
