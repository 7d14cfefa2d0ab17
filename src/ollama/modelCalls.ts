import type { Host } from './host.ts';
import type { HostSet } from './hostSet.ts';
import { toVectors } from './openAi.ts';
import { ObjectStreamReader } from './readers.ts';
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
 * One request that answers with a stream of JSON objects, such as a pull.
 * @param onObject returns true for the object that completes the stream.
 */
export function follow(
  { host, timeouts, signal }: HostCall,
  path: string,
  body: unknown,
  onObject: (value: Readonly<Record<string, unknown>>) => boolean,
): Promise<void> {
  const model = modelOf(body);
  const call = { method: 'POST', path, body, ...model, timeouts, signal };
  return host.exchange(call, new ObjectStreamReader(host.target(model.model), onObject));
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
): Promise<void> {
  const idle = timeouts.idle === 0 ? 0 : Math.max(timeouts.idle, checkTime);
  const call = { host, signal, timeouts: { ...timeouts, idle } };
  let most = 0;
  await resumed(
    (onProgress) =>
      follow(call, '/api/pull', { model, stream: true }, (line: PullLine) => {
        if ((line.completed ?? 0) > most) onProgress();
        most = Math.max(most, line.completed ?? 0);
        onLine(line);
        return line.status === 'success';
      }),
    ports,
    signal,
  );
}

/**
 * Vectors of texts, in the order of the texts: a permit a batch, of a host that has the model.
 * @throws CaravanError `protocol-error` when there are not as many vectors as texts.
 */
export async function embed(
  hosts: HostSet,
  model: string,
  texts: readonly string[],
  options: CallOptions,
  timeouts: Timeouts,
): Promise<readonly (readonly number[])[]> {
  const vectors: (readonly number[])[] = [];
  const { lane = 'background', signal, host: name } = options;
  for (let start = 0; start < texts.length; start += embedBatch) {
    const { host, permit } = await hosts.admit({
      model,
      lane,
      exclude: new Set(),
      ...(signal && { signal }),
      ...(name !== undefined && { host: name }),
    });
    try {
      const input = texts.slice(start, start + embedBatch);
      const path = host.kind === 'openai' ? '/embeddings' : '/api/embed';
      const call = { method: 'POST', path, body: { model, input }, model, timeouts, signal };
      const reply = await host.json<unknown>(call);
      vectors.push(...vectorsOf(host, reply, input.length));
      host.succeeded(0);
    } catch (error) {
      host.failed(error);
      throw error;
    } finally {
      permit.release();
    }
  }
  return vectors;
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
