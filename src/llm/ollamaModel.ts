import { OllamaPool } from '../ollama/ollamaPool.ts';
import type { CallRecord } from '../ollama/trace.ts';
import type { CallOptions, PoolPorts, PoolSettings, PoolStats } from '../ollama/types.ts';
import type { PullLine, ShowReply, TagEntry, TagsReply, VersionReply } from '../ollama/wire.ts';
import type { PullProgress } from './modelCatalog.ts';
import { toKeepAlive } from './keepAlive.ts';
import type { HeldModel } from './modelHolds.ts';
import type { ModelSettings } from './modelSettings.ts';
import type {
  LoadedModel,
  ModelServer,
  ServerChat,
  ServerHost,
  ServerListener,
  ServerModel,
  ServerModelDetails,
  ServerReply,
} from './modelServer.ts';

export type { CallRecord } from '../ollama/trace.ts';

/** The one place where this room meets the pool: Ollama's wire names become ours. */
export class OllamaServer implements ModelServer {
  readonly #pool: OllamaPool;

  constructor(settings: ModelSettings, ports: PoolPorts) {
    this.#pool = new OllamaPool(toPoolSettings(settings), ports);
  }

  configure(settings: ModelSettings): void {
    this.#pool.configure(toPoolSettings(settings));
  }

  /** Records of the last calls, oldest first. */
  trace(): readonly CallRecord[] {
    return this.#pool.trace();
  }

  stats(): PoolStats {
    return this.#pool.stats();
  }

  close(deadlineMs: number): Promise<void> {
    return this.#pool.close(deadlineMs);
  }

  chat(chat: ServerChat, listener: ServerListener): Promise<ServerReply> {
    return this.#pool.chat(
      {
        model: chat.model,
        messages: chat.messages,
        options: chat.options,
        keep_alive: toKeepAlive(chat.keepAlive),
        ...(chat.format !== undefined && { format: chat.format }),
        ...(chat.think !== undefined && { think: chat.think }),
        ...(chat.suffix !== undefined && { suffix: chat.suffix }),
      },
      {
        signal: chat.signal,
        lane: chat.lane,
        ...(chat.label !== undefined && { label: chat.label }),
        ...(chat.affinity !== undefined && { affinity: chat.affinity }),
        ...(chat.newestOf !== undefined && { newestOf: chat.newestOf }),
        onPhase: (phase) => listener.onPhase(phase),
        onChunks: (chunks, flow) => listener.onChunks(chunks, flow),
        ...(listener.onRestart && { onRestart: () => listener.onRestart?.() }),
        onRemote: (remoteHost) => listener.onRemote(remoteHost),
      },
    );
  }

  hosts(): readonly ServerHost[] {
    return this.#pool.hosts();
  }

  embed(
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]> {
    return this.#pool.embed(model, texts, { signal });
  }

  async version(signal: AbortSignal, host?: string): Promise<string> {
    if (this.#isOpenAi(host)) return 'OpenAI';
    return (await this.#pool.get<VersionReply>('/api/version', ask(signal, host))).version;
  }

  async list(signal: AbortSignal, host?: string): Promise<readonly ServerModel[]> {
    return (await this.#pool.models(ask(signal, host))).map(toServerModel);
  }

  async loaded(signal: AbortSignal, host?: string): Promise<readonly LoadedModel[]> {
    if (this.#isOpenAi(host)) return [];
    const { models } = await this.#pool.get<TagsReply>('/api/ps', ask(signal, host));
    return models.map(({ name, context_length: contextLength }) => ({
      name,
      ...(typeof contextLength === 'number' && contextLength > 0 && { contextLength }),
    }));
  }

  async keep(
    { model, host, contextLength }: HeldModel,
    keepAlive: string,
    signal: AbortSignal,
  ): Promise<void> {
    const loaded = await this.loaded(signal, host);
    if (!loaded.some(({ name }) => name === model || name === `${model}:latest`)) return;
    // Without messages a chat only sets the time; the same num_ctx, or the model is loaded again.
    const options = { num_ctx: contextLength };
    const keep_alive = toKeepAlive(keepAlive);
    const body = { model, messages: [], stream: false, options, keep_alive };
    await this.#pool.post('/api/chat', body, ask(signal, host));
  }

  async details(model: string, signal: AbortSignal, host?: string): Promise<ServerModelDetails> {
    if (this.#isOpenAi(host)) return { capabilities: ['completion'], ownsContext: true };
    const reply = await this.#pool.post<ShowReply>('/api/show', { model }, ask(signal, host));
    const length = Object.entries(reply.model_info ?? {}).find(([key]) =>
      key.endsWith('.context_length'),
    )?.[1];
    const family = reply.details?.family ?? reply.model_info?.['general.architecture'];
    return {
      capabilities: reply.capabilities ?? [],
      ...(typeof family === 'string' && { family }),
      ...(typeof length === 'number' && { contextLength: length }),
      ...(reply.remote_host !== undefined && { remoteHost: reply.remote_host }),
    };
  }

  delete(model: string, signal: AbortSignal, host?: string): Promise<void> {
    return this.#pool.deleteModel(model, ask(signal, host));
  }

  /** Asks for the access keys again. */
  forgetKeys(): void {
    this.#pool.forgetKeys();
  }

  pull(
    model: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const onLine = ({ status = '', completed, total }: PullLine): void =>
      onProgress({
        status,
        ...(completed !== undefined && { completed }),
        ...(total !== undefined && { total }),
      });
    return this.#pool.pull(model, onLine, { signal });
  }

  /** Such hosts know nothing of versions, memory or capabilities. */
  #isOpenAi(host?: string): boolean {
    const hosts = this.#pool.hosts();
    return (hosts.find(({ url }) => url === host) ?? hosts[0])?.kind === 'openai';
  }
}

function ask(signal: AbortSignal, host: string | undefined): CallOptions {
  return host === undefined ? { signal } : { signal, host };
}

function toPoolSettings(settings: ModelSettings): PoolSettings {
  return {
    hosts: [{ ...settings.access, url: settings.host }, ...(settings.moreHosts ?? [])],
    permits: settings.maxConcurrent,
    ...(settings.reserved !== undefined && { reserved: settings.reserved }),
    timeouts: settings.timeouts,
    ...(settings.tracePrompts && { tracePrompts: true }),
  };
}

function toServerModel(entry: TagEntry): ServerModel {
  const {
    family,
    parameter_size: parameters,
    quantization_level: quantization,
  } = entry.details ?? {};
  return {
    name: entry.name,
    digest: entry.digest ?? '',
    size: entry.size ?? 0,
    ...(family !== undefined && { family }),
    ...(parameters !== undefined && { parameters }),
    ...(quantization !== undefined && { quantization }),
    ...(entry.remote_host !== undefined && { remoteHost: entry.remote_host }),
  };
}
