import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runGraph } from '../../eval/runGraph.ts';
import { SimulatedCoder } from '../../eval/simulated/simulatedCoder.ts';
import { profiles } from '../../eval/simulated/profiles.ts';
import { loadTasks } from '../../eval/tasks.ts';
import { createScriptedOllama, type ReceivedChat } from '../../support/scriptedOllama.ts';
import type { RealOllama } from '../../support/realOllama.ts';

const charactersPerToken = 3.6;

/** What the prompts of a run's agents cost a real server. */
export interface PrefillFigures {
  /** Milliseconds that the server says it read prompts. */
  readonly ms: number;
  readonly tokens: number;
}

/**
 * What the agents of a run ask, in order and byte for byte, when a simulated coder answers. The
 * self-test, which only the first run of a model has, is left out.
 */
export async function callsOf(id: string): Promise<readonly ReceivedChat[]> {
  const [wanted] = loadTasks(id);
  const profile = profiles['half'];
  if (!wanted || !profile) throw new Error(`there is no task ${id}`);
  const coder = new SimulatedCoder([wanted], profile, 1);
  const model = 'simulated-coder:half';
  const server = await createScriptedOllama({ models: [model], reply: coder.answer });
  const root = await mkdtemp(join(tmpdir(), 'caravan-bench-prefill-'));
  try {
    const folder = join(root, 'project');
    await mkdir(folder);
    for (const file of wanted.start) {
      await mkdir(dirname(join(folder, file.path)), { recursive: true });
      await writeFile(join(folder, file.path), file.content);
    }
    const place = { folder, storage: join(root, 'state'), host: server.url, model };
    await runGraph(wanted, { ...place, unsandboxed: 'allow' }, () => undefined);
    return server
      .chats()
      .filter(({ messages }) => messages.some(({ content }) => content.includes('# Task\n')));
  } finally {
    await server.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** The longest beginning that a call has in common with an earlier one, in tokens, roughly. */
export function sharedTokens(calls: readonly ReceivedChat[]): number {
  const texts = calls.map(({ messages }) => messages.map(({ content }) => content).join('\n'));
  const shared = texts.flatMap((text, index) =>
    texts.slice(0, index).map((earlier) => sharedLength(text, earlier)),
  );
  return Math.round(Math.max(0, ...shared) / charactersPerToken);
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** The same calls, each with the name of its role before everything else. */
export function rolesFirst(calls: readonly ReceivedChat[]): readonly ReceivedChat[] {
  return calls.map((chat, index) => {
    const [first, ...rest] = chat.messages;
    const content = `You are agent ${index + 1}.\n${first?.content ?? ''}`;
    return { ...chat, messages: [{ role: 'system', content }, ...rest] };
  });
}

/** Asks a server that has just loaded the model; answers are cut, only the reading counts. */
export async function read(
  { url, model }: Pick<RealOllama, 'url' | 'model'>,
  calls: readonly ReceivedChat[],
): Promise<PrefillFigures> {
  const options = { ...calls[0]?.options, num_predict: 4 };
  await post(url, '/api/generate', { model, keep_alive: 0 });
  await post(url, '/api/generate', { model, options });
  let ms = 0;
  let tokens = 0;
  for (const chat of calls) {
    const answer = await post(url, '/api/chat', { ...chat, model, stream: false, options });
    ms += answer.prompt_eval_duration / 1e6;
    tokens += answer.prompt_eval_count;
  }
  return { ms, tokens };
}

interface Counted {
  readonly prompt_eval_duration: number;
  readonly prompt_eval_count: number;
}

async function post(url: string, path: string, body: object): Promise<Counted> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    body: JSON.stringify({ stream: false, ...body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 200)}`);
  return JSON.parse(text) as Counted;
}
