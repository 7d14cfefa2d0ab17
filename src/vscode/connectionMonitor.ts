import type { Diagnosis, ErrorInfo, RunEvent } from '../app/index.ts';
import { deriveAbort, isAbortError } from '../base/abort.ts';
import type { Disposable } from '../base/disposable.ts';
import { CaravanError, noServerCodes, toErrorInfo, type ErrorCode } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { Logger } from '../base/logger.ts';
import { translate, userText } from '../base/userText.ts';
import type { ConnectionState } from '../protocol/messages.ts';
import type { LazyCore } from './lazyCore.ts';

const aboutTheHost: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...noServerCodes,
  'model-remote',
  'consent-missing',
]);

/** Small enough for most laptops (1 GB), and made for code. */
const suggestedModel = 'qwen2.5-coder:1.5b';

/** Knows how things stand with the model server. It asks when told to, and never polls. */
export class ConnectionMonitor implements Disposable {
  readonly #core: LazyCore;
  readonly #modelWanted: () => string;
  readonly #logger: Logger;
  readonly #changes = new Emitter<ConnectionState>();
  readonly #lifetime = new AbortController();
  #current: AbortController | undefined;
  #state: ConnectionState = { kind: 'checking' };
  #wasChecked = false;

  readonly onChange = this.#changes.event;

  /** @param modelWanted name of the model in the settings, empty when any will do. */
  constructor(core: LazyCore, modelWanted: () => string, logger: Logger) {
    this.#core = core;
    this.#modelWanted = modelWanted;
    this.#logger = logger;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** False until somebody has asked: nothing has been sent to any server then. */
  get wasChecked(): boolean {
    return this.#wasChecked;
  }

  /** Asks the server again; a check or download that is going on is given up. */
  async check(): Promise<ConnectionState> {
    this.#wasChecked = true;
    this.#set({ kind: 'checking' });
    await this.#latest(async (signal) => {
      const caravan = await this.#core.get();
      return this.#stateOf(await caravan.diagnose(signal));
    });
    return this.#state;
  }

  /** Downloads a model and says how far it is; afterwards the connection is checked. */
  async pull(model: string): Promise<void> {
    this.#wasChecked = true;
    this.#set({ kind: 'pulling', model, status: '' });
    await this.#latest(async (signal) => {
      const caravan = await this.#core.get();
      let shown = '';
      await caravan.pullModel(
        model,
        ({ status, completed, total }) => {
          const fraction =
            total && completed !== undefined
              ? Math.floor((completed / total) * 100) / 100
              : undefined;
          const line = `${status} ${fraction}`;
          if (line === shown || signal.aborted) return;
          shown = line;
          this.#set({
            kind: 'pulling',
            model,
            status,
            ...(fraction !== undefined && { fraction: Math.min(1, fraction) }),
          });
        },
        signal,
      );
      return this.#stateOf(await caravan.diagnose(signal));
    });
  }

  /** Gives a download up and looks how things stand; what has come is kept by the server. */
  async cancelPull(): Promise<void> {
    if (this.#state.kind === 'pulling') await this.check();
  }

  /** Learns from what a run met, so that no extra request is needed. */
  observe(event: RunEvent): void {
    if (event.type === 'run-model') {
      const { model, host } = event;
      const models = this.#state.kind === 'ready' ? this.#state.models : [model];
      this.#wasChecked = true;
      this.#set({ kind: 'ready', host, model, models });
    }
    if (event.type !== 'run-end' || !event.error || !aboutTheHost.has(event.error.code)) return;
    this.#wasChecked = true;
    this.#set(this.#problem(event.error));
  }

  dispose(): void {
    this.#lifetime.abort();
    this.#changes.dispose();
  }

  async #latest(work: (signal: AbortSignal) => Promise<ConnectionState>): Promise<void> {
    this.#current?.abort();
    const abort = deriveAbort(this.#lifetime.signal);
    this.#current = abort.controller;
    try {
      const state = await work(abort.signal);
      if (!abort.signal.aborted) this.#set(state);
    } catch (error) {
      if (abort.signal.aborted || isAbortError(error)) return;
      this.#set(this.#problem(toErrorInfo(error)));
    } finally {
      abort.dispose();
    }
  }

  #stateOf(diagnosis: Diagnosis): ConnectionState {
    if (diagnosis.problem) return this.#problem(diagnosis.problem);
    const answering = diagnosis.hosts.filter((host) => host.state !== 'down');
    const first = answering[0];
    if (!first || !diagnosis.chosenModel) return this.#problem(noModel().toInfo());
    return {
      kind: 'ready',
      host: first.url,
      model: diagnosis.chosenModel.name,
      models: [...new Set(answering.flatMap((host) => host.models))],
    };
  }

  #problem(error: ErrorInfo): ConnectionState {
    if (error.code !== 'no-model' && error.code !== 'model-missing') {
      return { kind: 'problem', error };
    }
    return { kind: 'problem', error, suggestedModel: this.#modelWanted() || suggestedModel };
  }

  #set(state: ConnectionState): void {
    if (state.kind === 'ready') this.#logger.info(`Using ${state.model} on ${state.host}`);
    if (state.kind === 'problem') this.#logger.warn(translate(state.error.text));
    this.#state = state;
    this.#changes.fire(state);
  }
}

function noModel(): CaravanError {
  return new CaravanError('no-model', {
    text: userText('The model server has no model that can write text.'),
    next: userText('Download a model, or choose another server in the settings.'),
  });
}
