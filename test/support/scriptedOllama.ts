import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import {
  ScriptedHttpServer,
  type HttpReply,
  type ScriptedHttpOptions,
  type ScriptedRequest,
} from './scriptedHttp.ts';
import {
  chatReply,
  errorReply,
  jsonReply,
  line,
  wholeChatReply,
  words,
  type ChatScript,
} from './scriptedReplies.ts';

/** A model the scripted server has. */
export interface ScriptedModelFile {
  readonly name: string;
  readonly digest?: string;
  readonly size?: number;
  readonly family?: string;
  readonly capabilities?: readonly string[];
  readonly contextLength?: number;
  /** How many parameters it says it has; default a large model, whose default graph is the whole one. */
  readonly parameters?: string;
  /** Tokens with which `/api/ps` says it was loaded before the first chat. */
  readonly loadedContext?: number;
  readonly remoteHost?: string;
}

/** Body of `/api/chat` as the server received it. */
export interface ReceivedChat {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream?: boolean;
  readonly format?: unknown;
  readonly think?: boolean | string;
  readonly keep_alive?: string | number;
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface ScriptedOllamaOptions extends ScriptedHttpOptions {
  /** Installed models, default `['scripted:1b']`. */
  readonly models?: readonly (string | ScriptedModelFile)[];
  /** Names that `/api/ps` lists from the start; a chat adds its model. */
  readonly loaded?: readonly string[];
  /** Answers a chat; default repeats the last message. */
  readonly reply?: (
    chat: ReceivedChat,
    request: ScriptedRequest,
  ) => string | ChatScript | HttpReply | Promise<string | ChatScript | HttpReply>;
  /** Asked first for every request; undefined = behave like Ollama. */
  readonly script?: (
    request: ScriptedRequest,
  ) => HttpReply | undefined | Promise<HttpReply | undefined>;
  readonly version?: string;
}

/** A scripted model server: behaves like Ollama wherever the test does not say otherwise. */
export interface ScriptedOllama extends Pick<
  ScriptedHttpServer,
  | 'url'
  | 'requests'
  | 'openSockets'
  | 'connections'
  | 'received'
  | 'closed'
  | 'resetConnections'
  | 'close'
> {
  /** Bodies of the `/api/chat` requests, in order of arrival. */
  chats(): readonly ReceivedChat[];
  /** Requests of one path, in order of arrival. */
  to(path: string): readonly ScriptedRequest[];
  /** Resolves with the n-th (from 0) request to a path, as soon as it has arrived. */
  arrival(path: string, n?: number): Promise<ScriptedRequest>;
  /** Makes a model loaded or not, as `/api/ps` tells it. */
  setLoaded(name: string, loaded: boolean): void;
}

/** Starts a scripted model server on the loopback address. Close it after the test. */
export async function createScriptedOllama(
  options: ScriptedOllamaOptions = {},
): Promise<ScriptedOllama> {
  const state = new OllamaState(options);
  const waiting = new Set<() => void>();
  const server = await ScriptedHttpServer.listen(async (request) => {
    for (const check of waiting) check();
    return (await options.script?.(request)) ?? state.answer(request);
  }, options);
  const to = (path: string): readonly ScriptedRequest[] =>
    server.requests.filter((request) => request.path === path);
  return {
    get url() {
      return server.url;
    },
    get requests() {
      return server.requests;
    },
    get openSockets() {
      return server.openSockets;
    },
    get connections() {
      return server.connections;
    },
    received: (count) => server.received(count),
    closed: (index) => server.closed(index),
    resetConnections: () => server.resetConnections(),
    close: () => server.close(),
    chats: () => to('/api/chat').map((request) => request.body as ReceivedChat),
    to,
    arrival: (path, n = 0) =>
      new Promise((done) => {
        const check = (): void => {
          const request = to(path)[n];
          if (!request) return;
          waiting.delete(check);
          done(request);
        };
        waiting.add(check);
        check();
      }),
    setLoaded: (name, loaded) => state.setLoaded(name, loaded),
  };
}

class OllamaState {
  readonly #models: Map<string, ScriptedModelFile>;
  readonly #loaded: Set<string>;
  /** `num_ctx` of the last chat of each model. */
  readonly #contexts = new Map<string, number>();
  readonly #options: ScriptedOllamaOptions;

  constructor(options: ScriptedOllamaOptions) {
    this.#options = options;
    const models = (options.models ?? ['scripted:1b']).map((model) =>
      typeof model === 'string' ? { name: model } : model,
    );
    this.#models = new Map(models.map((model) => [model.name, model]));
    this.#loaded = new Set(options.loaded);
  }

  setLoaded(name: string, loaded: boolean): void {
    if (loaded) this.#loaded.add(name);
    else this.#loaded.delete(name);
  }

  async answer(request: ScriptedRequest): Promise<HttpReply> {
    const body = (request.body ?? {}) as { model?: string; name?: string; input?: unknown };
    const name = body.model ?? body.name ?? '';
    switch (request.path) {
      case '/api/version':
        return jsonReply({ version: this.#options.version ?? '0.11.4' });
      case '/api/tags':
        return jsonReply({ models: [...this.#models.values()].map(tagOf) });
      case '/api/ps':
        return jsonReply({ models: [...this.#loaded].map((loaded) => this.#process(loaded)) });
      case '/api/pull':
        return this.#pull(name);
    }
    const model = this.#models.get(name) ?? this.#models.get(`${name}:latest`);
    if (request.method !== 'POST' && request.method !== 'DELETE') {
      return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: '404 page not found' };
    }
    if (!model) return errorReply(404, `model "${name}" not found, try pulling it first`);
    switch (request.path) {
      case '/api/show':
        return jsonReply(showOf(model));
      case '/api/delete':
        this.#models.delete(model.name);
        return jsonReply(null);
      case '/api/embed':
        return jsonReply({ model: name, embeddings: inputsOf(body.input).map(embed) });
      case '/api/chat':
        return this.#chat(model, request);
      case '/api/generate':
        this.#loaded.add(model.name);
        return jsonReply({ model: name, response: '', done: true, done_reason: 'load' });
    }
    return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: '404 page not found' };
  }

  async #chat(model: ScriptedModelFile, request: ScriptedRequest): Promise<HttpReply> {
    const chat = request.body as ReceivedChat;
    if (chat.keep_alive === 0) this.#loaded.delete(model.name);
    else this.#loaded.add(model.name);
    const context = chat.options?.['num_ctx'];
    if (typeof context === 'number') this.#contexts.set(model.name, context);
    if (chat.messages.length === 0) {
      return jsonReply({ model: chat.model, done: true, done_reason: 'load' });
    }
    const script = (await this.#options.reply?.(chat, request)) ?? chat.messages.at(-1)?.content;
    if (typeof script === 'object' && isHttpReply(script)) return script;
    const prompt = chat.messages.reduce((sum, message) => sum + words(message.content).length, 0);
    return chat.stream === false
      ? wholeChatReply(chat.model, script ?? '')
      : chatReply(chat.model, script ?? '', prompt);
  }

  #process(name: string): unknown {
    const model = this.#models.get(name) ?? { name };
    const context = this.#contexts.get(name) ?? model.loadedContext;
    return {
      ...tagOf(model),
      size_vram: 0,
      expires_at: '2030-01-01T00:00:00Z',
      ...(context !== undefined && { context_length: context }),
    };
  }

  #pull(name: string): HttpReply {
    this.#models.set(name, { name });
    const layer = { status: 'pulling 0123456789ab', digest: 'sha256:0123456789ab', total: 100 };
    return {
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: [
        line({ status: 'pulling manifest' }),
        line({ ...layer, completed: 50 }),
        line({ ...layer, completed: 100 }),
        line({ status: 'verifying sha256 digest' }),
        line({ status: 'success' }),
      ],
    };
  }
}

function isHttpReply(value: ChatScript | HttpReply): value is HttpReply {
  return 'body' in value || 'status' in value || 'drop' in value || 'end' in value;
}

function tagOf(model: ScriptedModelFile): object {
  return {
    name: model.name,
    model: model.name,
    modified_at: '2026-01-02T03:04:05Z',
    size: model.size ?? 1_000_000,
    digest: model.digest ?? createHash('sha256').update(model.name).digest('hex'),
    details: {
      format: 'gguf',
      family: model.family ?? 'llama',
      parameter_size: model.parameters ?? '32B',
      quantization_level: 'Q4_0',
    },
    ...(model.remoteHost && { remote_host: model.remoteHost }),
  };
}

function showOf(model: ScriptedModelFile): object {
  return {
    details: {
      format: 'gguf',
      family: model.family ?? 'llama',
      parameter_size: model.parameters ?? '32B',
    },
    model_info: {
      'general.architecture': 'llama',
      'llama.context_length': model.contextLength ?? 32_768,
    },
    capabilities: model.capabilities ?? ['completion'],
    ...(model.remoteHost && { remote_host: model.remoteHost }),
  };
}

function inputsOf(input: unknown): readonly string[] {
  return Array.isArray(input) ? (input as string[]) : [String(input)];
}

/** A made-up but stable vector: equal texts are equal, others differ. */
function embed(text: string): readonly number[] {
  const digest = createHash('sha256').update(text).digest();
  return [...digest.subarray(0, 8)].map((byte) => byte / 255 - 0.5);
}

// `node scriptedOllama.ts --port 0 --script FILE.ts` (FILE exports `options`): prints its URL.
if (import.meta.main) {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, script: { type: 'string' } },
  });
  const module = values.script
    ? ((await import(pathToFileURL(resolve(values.script)).href)) as {
        options: ScriptedOllamaOptions;
      })
    : { options: {} };
  const server = await createScriptedOllama({ ...module.options, port: Number(values.port) });
  process.stdout.write(`${server.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
}
