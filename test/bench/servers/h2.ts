// A model server behind TLS that speaks HTTP/2 or HTTP/1.1, as the client chooses by ALPN: a reverse
// proxy does the same. What it answers is in the name of the model: flood:N, cancel, noError.
// Arguments: PEM of key and cert.
import {
  constants,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { chatLine, doneLine } from './answers.ts';

const [, , key = '', cert = ''] = process.argv;
let connections = 0;

function flood(response: Http2ServerResponse, model: string, tokens: number): void {
  const line = Buffer.from(chatLine(model, ' token'));
  let left = tokens;
  const write = (): void => {
    while (left > 0) {
      left--;
      if (!response.write(line) && left > 0) return void response.once('drain', write);
    }
    response.end(doneLine(model, tokens));
  };
  write();
}

/** Three tokens, then the stream is reset with a code that means no error. */
function reset(response: Http2ServerResponse, code: number): void {
  response.write(chatLine('reset', ' token').repeat(3));
  setTimeout(() => response.stream.close(code), 5);
}

function answer(request: Http2ServerRequest, response: Http2ServerResponse): void {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => (body += text));
  request.on('end', () => {
    response.setHeader('content-type', 'application/x-ndjson');
    if (request.method === 'GET') return void response.end('{"models":[]}');
    const { model } = JSON.parse(body) as { model: string };
    if (model === 'cancel') reset(response, constants.NGHTTP2_CANCEL);
    else if (model === 'noError') reset(response, constants.NGHTTP2_NO_ERROR);
    else flood(response, model, Number(model.split(':')[1] ?? 1));
  });
}

const server = createSecureServer({ key, cert, allowHTTP1: true }, answer);
server.on('secureConnection', () => connections++);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ value: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('message', () => process.send?.({ value: connections }));
