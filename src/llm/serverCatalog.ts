import type { Clock } from '../base/clock.ts';
import { CaravanError, toErrorInfo } from '../base/errors.ts';
import { askHosts, type HostAnswer } from './askHosts.ts';
import { missingModel, noModel, remoteModel } from './catalogErrors.ts';
import type { ModelKnowledge, ModelProfile } from './chatModel.ts';
import type { ModelRequest } from './model.ts';
import type { HostStatus, ModelCatalog, ModelInfo, PullProgress } from './modelCatalog.ts';
import { routeOf, type RoleModel } from './modelRouter.ts';
import { findEmbedder, pickModel } from './pickModel.ts';
import type { LoadedModel, ModelServer, ServerModel, ServerModelDetails } from './modelServer.ts';

/** What the settings say about the choice of a model. */
export interface ModelChoice {
  /** The default; empty = the best installed one. */
  readonly model: string;
  readonly roles?: Readonly<Record<string, RoleModel>>;
}

/** Did the user agree that what this model is asked goes to that host? May ask them. */
export type MayRunAt = (
  remoteHost: string,
  model: string,
  signal: AbortSignal,
) => boolean | Promise<boolean>;

/** A model and the hosts that have it. */
interface HostedModel extends ServerModel {
  readonly hosts: readonly string[];
}

/** Milliseconds for which a list of models is believed before a call. */
const listBelief = 30_000;

/** What the hosts have, asked on use and remembered for a while; and what calls need to know. */
export class ServerCatalog implements ModelCatalog, ModelKnowledge {
  readonly #server: ModelServer;
  readonly #configured: () => ModelChoice;
  readonly #clock: Clock;
  readonly #mayRunAt: MayRunAt;
  readonly #details = new Map<string, ServerModelDetails>();
  /** Which hosts have a model, as the last lists said. */
  readonly #places = new Map<string, readonly string[]>();
  /** Where models run that do not run here, as lists and replies said. */
  readonly #remotes = new Map<string, string>();
  /** Models the user agreed to have run elsewhere, and where. */
  readonly #agreed = new Map<string, string>();
  #chosen: { readonly model: ServerModel; readonly at: number } | undefined;
  #list: { readonly models: readonly ServerModel[]; readonly at: number } | undefined;

  constructor(
    server: ModelServer,
    configured: () => ModelChoice,
    clock: Clock,
    mayRunAt: MayRunAt = () => false,
  ) {
    this.#mayRunAt = mayRunAt;
    this.#server = server;
    this.#configured = configured;
    this.#clock = clock;
  }

  /** Forgets what it knows: the host has changed, or a model was added. */
  forget(): void {
    this.#details.clear();
    this.#places.clear();
    this.#remotes.clear();
    this.#chosen = undefined;
    this.#list = undefined;
  }

  async list(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const models = await this.#listAll(signal);
    return Promise.all(models.map((model) => this.#describe(model, signal)));
  }

  /** Every model once, of every host that answers. */
  async #listAll(signal: AbortSignal): Promise<readonly HostedModel[]> {
    const lists = await this.#ask((url, each) => this.#server.list(each, url), signal);
    const byName = new Map<string, HostedModel>();
    for (const { url, value } of lists) {
      for (const model of value) {
        const known = byName.get(model.name);
        byName.set(model.name, { ...(known ?? model), hosts: [...(known?.hosts ?? []), url] });
      }
    }
    for (const { name, hosts, remoteHost } of byName.values()) {
      this.#places.set(name, hosts);
      if (remoteHost !== undefined) this.#remotes.set(name, remoteHost);
    }
    return [...byName.values()];
  }

  #ask<T>(
    ask: (url: string, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<readonly HostAnswer<T>[]> {
    const urls = this.#server.hosts().map(({ url }) => url);
    return askHosts(urls, ask, this.#clock, signal);
  }

  async status(signal: AbortSignal): Promise<readonly HostStatus[]> {
    return Promise.all(this.#server.hosts().map((host) => this.#statusOf(host.url, signal)));
  }

  async resolveDefault(signal: AbortSignal): Promise<ModelInfo> {
    const models = await this.#listAll(signal);
    const wanted = this.#configured().model;
    const model =
      wanted === ''
        ? pickModel(models, await this.#loadedNames(signal))
        : models.find((each) => each.name === wanted || each.name === `${wanted}:latest`);
    if (!model) throw wanted === '' ? noModel() : missingModel(wanted, models);
    return this.#describe(model, signal);
  }

  async require(model: string, signal: AbortSignal): Promise<void> {
    await this.profile(model, signal);
  }

  async delete(model: string, host: string, signal: AbortSignal): Promise<void> {
    await this.#server.delete(model, signal, host);
    this.forget();
  }

  async pull(
    name: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#server.pull(name, onProgress, signal);
    this.forget();
  }

  async choose(request: ModelRequest): Promise<string> {
    if (request.model !== undefined && request.model !== '') return request.model;
    const { model, roles } = this.#configured();
    const { role = request.label, complexity = 'high', signal } = request;
    const routed = routeOf(roles, role, complexity);
    if (routed !== undefined && (await this.#isInstalled(routed, signal))) return routed;
    if (model !== '') return model;
    return (await this.#best(signal)).name;
  }

  /** An installed model that embeds; lists and details are asked for once, like any call's. */
  async embedder(signal: AbortSignal): Promise<ServerModel | undefined> {
    const models = await this.#installed(signal);
    return findEmbedder(models, this.#details, (name) => this.#detailsOf(name, signal));
  }

  async profile(model: string, signal: AbortSignal): Promise<ModelProfile> {
    const details = await this.#detailsOf(model, signal);
    const { capabilities, contextLength, ownsContext, family } = details;
    const remoteHost = this.#remotes.get(model) ?? details.remoteHost;
    if (remoteHost !== undefined && !(await this.#agrees(remoteHost, model, signal))) {
      throw remoteModel(model, remoteHost);
    }
    return {
      name: model,
      canThink: capabilities.includes('thinking'),
      ...(contextLength !== undefined && { contextLength }),
      ...(ownsContext && { ownsContext }),
      ...(family !== undefined && { family }),
    };
  }

  /** Tokens of context with which a host has the model in memory: the most, if several have it. */
  async loadedContext(model: string, signal: AbortSignal): Promise<number | undefined> {
    const lengths = (await this.#loadedOrNone(signal))
      .filter(({ name }) => name === model || name === `${model}:latest`)
      .flatMap(({ contextLength }) => contextLength ?? []);
    return lengths.length > 0 ? Math.max(...lengths) : undefined;
  }

  foundRemote(model: string, remoteHost: string): void {
    if (this.#agreed.get(model) === remoteHost) return;
    this.#remotes.set(model, remoteHost);
    throw remoteModel(model, remoteHost);
  }

  async #agrees(remoteHost: string, model: string, signal: AbortSignal): Promise<boolean> {
    const agrees = await this.#mayRunAt(remoteHost, model, signal);
    if (agrees) this.#agreed.set(model, remoteHost);
    else this.#agreed.delete(model);
    return agrees;
  }

  /** A role whose model is gone gets the default (asked at most every 30 s). */
  async #isInstalled(name: string, signal: AbortSignal): Promise<boolean> {
    const models = await this.#installed(signal);
    return models.some((each) => each.name === name || each.name === `${name}:latest`);
  }

  async #installed(signal: AbortSignal): Promise<readonly ServerModel[]> {
    const now = this.#clock.now();
    if (this.#list && now - this.#list.at < listBelief) return this.#list.models;
    const models = await this.#listAll(signal);
    this.#list = { models, at: now };
    return models;
  }

  async #best(signal: AbortSignal): Promise<ServerModel> {
    const now = this.#clock.now();
    if (this.#chosen && now - this.#chosen.at < listBelief) return this.#chosen.model;
    const model = pickModel(await this.#installed(signal), await this.#loadedNames(signal));
    if (!model) throw noModel();
    this.#chosen = { model, at: now };
    return model;
  }

  async #detailsOf(model: string, signal: AbortSignal): Promise<ServerModelDetails> {
    const known = this.#details.get(model);
    if (known) return known;
    const details = await this.#askDetails(model, signal);
    this.#details.set(model, details);
    return details;
  }

  /** Asks one host after the other: not every one has every model, or answers. */
  async #askDetails(model: string, signal: AbortSignal): Promise<ServerModelDetails> {
    const places = this.#places.get(model) ?? [];
    const others = this.#server.hosts().map(({ url }) => url);
    const failures: unknown[] = [];
    for (const host of new Set([...places, ...others])) {
      try {
        return await this.#server.details(model, signal, host);
      } catch (error) {
        if (signal.aborted || !(error instanceof CaravanError)) throw error;
        failures.push(error);
      }
    }
    throw failures[0];
  }

  async #describe(model: HostedModel, signal: AbortSignal): Promise<ModelInfo> {
    const { capabilities, contextLength, remoteHost } = await this.#detailsOf(model.name, signal);
    const elsewhere = model.remoteHost ?? remoteHost;
    return {
      ...model,
      capabilities,
      ...(contextLength !== undefined && { contextLength }),
      ...(elsewhere !== undefined && { remoteHost: elsewhere }),
    };
  }

  async #statusOf(url: string, signal: AbortSignal): Promise<HostStatus> {
    try {
      const [version, models, loaded] = await Promise.all([
        this.#server.version(signal, url),
        this.#server.list(signal, url),
        this.#server.loaded(signal, url),
      ]);
      const names = models.map((model) => model.name);
      const { state, kind } = this.#server.hosts().find((host) => host.url === url) ?? {};
      const known = { state: state ?? 'up', ...(kind && { kind }) };
      return { url, ...known, version, models: names, loaded: loaded.map(({ name }) => name) };
    } catch (error) {
      if (signal.aborted) throw error;
      return { url, state: 'down', models: [], loaded: [], problem: toErrorInfo(error) };
    }
  }

  async #loadedNames(signal: AbortSignal): Promise<readonly string[]> {
    return (await this.#loadedOrNone(signal)).map(({ name }) => name);
  }

  /** What is warm only matters between equals: not knowing it is no failure. */
  async #loadedOrNone(signal: AbortSignal): Promise<readonly LoadedModel[]> {
    try {
      const answers = await this.#ask((url, each) => this.#server.loaded(each, url), signal);
      return answers.flatMap(({ value }) => value);
    } catch (error) {
      if (!(error instanceof CaravanError)) throw error;
      return [];
    }
  }
}
