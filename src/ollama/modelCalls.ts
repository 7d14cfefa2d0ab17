import type { CallNote } from './callNote.ts';
import type { Host } from './host.ts';
import type { HostSet } from './hostSet.ts';
import { toVectors } from './openAi.ts';
import { JsonReader, ObjectStreamReader } from './readers.ts';
import { resumed } from './resumed.ts';
import type { RetryPorts } from './retry.ts';
import type { Timeouts } from './exchange.ts';
import type { CallOptions } from './types.ts';
import type { EmbedReply, PullLine } from './wire.ts';

/** Milliseconds a server may take to check a downloaded model. */
const checkTime = 600_000;
/** Texts sent for embedding in one request. */
const embedBatch = 32;

/** What a call that asks one host is made with. */
export interface HostCall {
  readonly host: Host;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal | undefined;
}

/**
 * Downloads a model, on one host; a cut download is resumed. The server may check what it has
 * got for minutes without a word.
 */
export async function pull(
  { host, timeouts, signal }: HostCall,
  model: string,
  onLine: (line: PullLine) => void,
  ports: RetryPorts,
  note: CallNote,
): Promise<void> {
  const idle = timeouts.idle === 0 ? 0 : Math.max(timeouts.idle, checkTime);
  const call = {
    method: 'POST',
    path: '/api/pull',
    body: { model, stream: true },
    model,
    signal,
    timeouts: { ...timeouts, idle },
    onSent: note.sent,
  };
  let most = 0;
  const attempt = (onProgress: () => void): Promise<void> => {
    note.begin(host);
    const reader = new ObjectStreamReader(host.target(model), (line: PullLine) => {
      if ((line.completed ?? 0) > most) onProgress();
      most = Math.max(most, line.completed ?? 0);
      onLine(line);
      return line.status === 'success';
    });
    return host.exchange(call, note.watch(reader));
  };
  await note.during(() => resumed(attempt, ports, signal));
}

/** Removes an installed model from one host. */
export async function remove(call: HostCall, model: string, note: CallNote): Promise<void> {
  const { host, timeouts, signal } = call;
  await note.during(() => {
    note.begin(host);
    const request = { method: 'DELETE', path: '/api/delete', body: { model }, model };
    const reader = note.watch(new JsonReader(host.target(model)));
    return host.exchange({ ...request, timeouts, signal, onSent: note.sent }, reader);
  });
}

/** What texts are embedded with. */
export interface EmbedParts {
  readonly hosts: HostSet;
  readonly timeouts: Timeouts;
  readonly options: CallOptions;
  /** A record for each batch. */
  readonly note: () => CallNote;
}

/**
 * Vectors of texts, in the order of the texts: a permit a batch, of a host that has the model.
 * @throws CaravanError `protocol-error` when there are not as many vectors as texts.
 */
export async function embed(
  parts: EmbedParts,
  model: string,
  texts: readonly string[],
): Promise<readonly (readonly number[])[]> {
  const vectors: (readonly number[])[] = [];
  for (let start = 0; start < texts.length; start += embedBatch) {
    const input = texts.slice(start, start + embedBatch);
    const note = parts.note();
    vectors.push(...(await note.during(() => embedOnce(parts, model, input, note))));
  }
  return vectors;
}

async function embedOnce(
  { hosts, timeouts, options }: EmbedParts,
  model: string,
  input: readonly string[],
  note: CallNote,
): Promise<readonly (readonly number[])[]> {
  const { lane = 'background', signal, host: name } = options;
  const { host, permit } = await hosts.admit({
    model,
    lane,
    exclude: new Set(),
    ...(signal && { signal }),
    ...(name !== undefined && { host: name }),
  });
  try {
    note.begin(host, permit.waitedMs);
    const path = host.kind === 'openai' ? '/embeddings' : '/api/embed';
    const call = { method: 'POST', path, body: { model, input }, model, timeouts, signal };
    const reader = new JsonReader(host.target(model));
    await host.exchange({ ...call, onSent: note.sent }, note.watch(reader));
    const vectors = vectorsOf(host, reader.value, input.length);
    note.promptTokens = tokensOf(reader.value);
    host.succeeded();
    return vectors;
  } catch (error) {
    host.failed(error);
    throw error;
  } finally {
    permit.release();
  }
}

/** The model a body names, if it does. */
export function modelOf(body: unknown): { readonly model?: string } {
  const model = (body as { model?: unknown } | undefined)?.model;
  return typeof model === 'string' ? { model } : {};
}

function vectorsOf(host: Host, reply: unknown, count: number): readonly (readonly number[])[] {
  const { embeddings } = (reply ?? {}) as Partial<EmbedReply>;
  const vectors = host.kind === 'openai' ? toVectors(reply) : embeddings;
  const isList: boolean = Array.isArray(vectors);
  if (isList && vectors?.length === count) return vectors;
  throw host.unreadable(new Error(`${count} texts, ${vectors?.length ?? 'no'} vectors`));
}

/** Tokens read, as Ollama and as OpenAI name them; 0 where a server does not say. */
function tokensOf(reply: unknown): number {
  const { prompt_eval_count, usage } = reply as Partial<EmbedReply>;
  const count: unknown = prompt_eval_count ?? usage?.prompt_tokens;
  return typeof count === 'number' && Number.isFinite(count) && count > 0 ? count : 0;
}
