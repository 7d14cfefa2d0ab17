import type { Clock } from '../base/clock.ts';
import type { Event } from '../base/event.ts';
import type { JsonValue } from '../base/json.ts';
import type { Logger } from '../base/logger.ts';
import { ChatModel } from './chatModel.ts';
import { ContextProfiles } from './contextProfiles.ts';
import type { Model } from './model.ts';
import type { ModelCatalog } from './modelCatalog.ts';
import type { ModelSettings } from './modelSettings.ts';
import { ModelHolds } from './modelHolds.ts';
import { OllamaServer, type CallRecord } from './ollamaModel.ts';
import { ServerCatalog, type MayRunAt } from './serverCatalog.ts';

export type { CallRecord } from './ollamaModel.ts';

/** Settings, and what the client asks its surroundings. */
export interface ModelClientOptions {
  readonly settings: { readonly value: ModelSettings; readonly onChange: Event<ModelSettings> };
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 ≤ result < 1, for the jitter of retries; default `Math.random`. */
  readonly random?: () => number;
  /**
   * Whether the user agreed that a model runs elsewhere (`remote_host`, e.g. ollama.com); without
   * it such models are refused with `model-remote` before anything is sent. May ask the user.
   */
  readonly mayRunAt?: MayRunAt;
  /**
   * Whether the user agreed that what models are asked goes to this host (as it is shown); where
   * not, `consent-missing` before anything is sent. Left out: to every host of the settings.
   */
  readonly mayAsk?: (host: string) => boolean;
  /**
   * Gives the bearer token of an origin (scheme, host and port), e.g. from a secret store; asked
   * before the first request to it, and again after a request was refused.
   */
  readonly token?: (origin: string) => Promise<string | undefined>;
  /** Told the record of every call as it ends, without prompt and reply. */
  readonly onRecord?: (record: CallRecord) => void;
}

/** What is going on right now. */
export interface ModelClientStats {
  readonly inFlight: number;
  readonly queued: number;
  readonly openSockets: number;
}

/** Everything the core needs to talk to models. */
export interface ModelClient {
  readonly model: Model;
  readonly catalog: ModelCatalog;
  stats(): ModelClientStats;
  /**
   * An installed model that embeds (`/api/show`), undefined where no host has one. What is known is
   * not asked again; none is downloaded.
   */
  embedder(
    signal: AbortSignal,
  ): Promise<{ readonly name: string; readonly digest: string } | undefined>;
  /** Vectors of texts in their order, in batches on the background lane. */
  embed(
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]>;
  /** From now on the models that calls with this affinity use stay in memory, for 2 h at most. */
  hold(affinity: string): void;
  /**
   * Ends a hold: models nobody else holds go back to the keep-alive of the settings. Asks nothing
   * of a server where no call was made, and loads nothing. Never rejects but for an abort.
   */
  release(affinity: string, signal: AbortSignal): Promise<void>;
  /** The access keys have changed: they are asked for again before the next request. */
  forgetKeys(): void;
  /** What the last calls did, as plain JSON; prompts and replies only by `tracePrompts`. */
  trace(): readonly JsonValue[];
  /** Admits nothing more, waits for running calls until the deadline (milliseconds), cuts them. */
  close(deadlineMs: number): Promise<void>;
}

/** Wires pool, model port and catalog; nothing is loaded or opened before the first call. */
export function createModelClient(options: ModelClientOptions): ModelClient {
  const { settings, clock, logger, random = Math.random, token, mayAsk, onRecord } = options;
  const ports = {
    clock,
    logger,
    random,
    ...(token && { token }),
    ...(mayAsk && { mayAsk }),
    ...(onRecord && { onRecord }),
  };
  const server = new OllamaServer(settings.value, ports);
  const catalog = new ServerCatalog(server, () => settings.value, clock, options.mayRunAt);
  const holds = new ModelHolds();
  const contexts = new ContextProfiles(
    () => settings.value.contextLength,
    (name, signal) => catalog.loadedContext(name, signal),
  );
  const model = new ChatModel(server, catalog, () => settings.value, contexts, holds);
  const subscription = settings.onChange((value) => {
    try {
      server.configure(value);
      catalog.forget();
      contexts.forget();
    } catch (error) {
      logger.warn('The changed settings of the model server are not usable', error);
    }
  });
  return {
    model,
    catalog,
    stats: () => server.stats(),
    embedder: (signal) => catalog.embedder(signal),
    embed: async (name, texts, signal) => {
      await catalog.profile(name, signal);
      return server.embed(name, texts, signal);
    },
    hold: (affinity) => {
      holds.hold(affinity);
      contexts.hold(affinity);
    },
    release: async (affinity, signal) => {
      contexts.release(affinity);
      const released = holds.release(affinity).map(async (held) => {
        try {
          await server.keep(held, settings.value.keepAlive, signal);
        } catch (error) {
          signal.throwIfAborted();
          logger.debug(`${held.model} on ${held.host} was not released`, error);
        }
      });
      await Promise.all(released);
    },
    forgetKeys: () => server.forgetKeys(),
    trace: () => server.trace().map((record) => ({ ...record })),
    close: (deadlineMs) => {
      subscription.dispose();
      return server.close(deadlineMs);
    },
  };
}
