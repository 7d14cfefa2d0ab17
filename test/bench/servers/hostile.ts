// Answers chats as the case named by the model says. Arguments: the factor of time.
import { ScriptedHttpServer, type HttpReply } from '../../support/scriptedHttp.ts';
import { chatLine, doneLine } from './answers.ts';
import { hostileCases } from './hostileCases.ts';

const timeScale = Number(process.argv[2] ?? 1);

const server = await ScriptedHttpServer.listen((request): HttpReply => {
  const { model = '' } = (request.body ?? {}) as { model?: string };
  const found = hostileCases.find(({ name }) => name === model);
  if (found) return found.reply('hostile', timeScale);
  const headers = { 'content-type': 'application/json' };
  if (request.method === 'GET') return { headers, body: '{"models":[]}' };
  return { headers, body: [chatLine(model, 'a'), doneLine(model, 1)] };
});
process.send?.({ value: server.url });
// Keeps the channel to the bench open: it ends this process.
process.on('message', () => undefined);
