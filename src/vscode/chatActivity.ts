import type { Caravan, ModelCall } from '../app/index.ts';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts';
import type { Clock } from '../base/clock.ts';
import type { ChatSession } from './chatSession.ts';
import type { LazyCore } from './lazyCore.ts';
import type { ViewPage } from './viewPage.ts';

/** Changed calls are sent together, at most this often (ms). */
const sendInterval = 250;

/** Tells the pages what models do, each while it shows that. */
export class ChatActivity implements Disposable {
  readonly #core: LazyCore;
  readonly #session: ChatSession;
  readonly #clock: Clock;
  readonly #watching = new Map<ViewPage, DisposableStore>();

  constructor(core: LazyCore, session: ChatSession, clock: Clock) {
    this.#core = core;
    this.#session = session;
    this.#clock = clock;
  }

  /** Sends a page everything known of the conversation shown, then what changes. */
  async watch(page: ViewPage): Promise<void> {
    this.unwatch(page);
    const watching = new DisposableStore();
    this.#watching.set(page, watching);
    const caravan = await this.#core.get();
    if (watching.isDisposed) return;
    this.#follow(caravan, page, watching);
    const calls = await this.#calls(caravan);
    if (!watching.isDisposed) page.send({ type: 'calls', calls, isAll: true });
  }

  unwatch(page: ViewPage): void {
    this.#watching.get(page)?.dispose();
    this.#watching.delete(page);
  }

  /** Everything known, as the text of a file. */
  async exported(): Promise<string> {
    const calls = await this.#calls(await this.#core.get());
    return `${JSON.stringify({ format: 'caravan-calls', version: 1, calls }, null, 2)}\n`;
  }

  dispose(): void {
    this.#watching.forEach((watching) => watching.dispose());
    this.#watching.clear();
  }

  #calls(caravan: Caravan): Promise<readonly ModelCall[]> {
    const id = this.#session.conversationId;
    return id === undefined ? Promise.resolve([]) : caravan.calls(id);
  }

  #follow(caravan: Caravan, page: ViewPage, watching: DisposableStore): void {
    const changed = new Map<string, ModelCall>();
    let timer: Disposable | undefined;
    const send = (): void => {
      timer = undefined;
      const calls = [...changed.values()];
      changed.clear();
      page.send({ type: 'calls', calls, isAll: false });
    };
    watching.add(toDisposable(() => timer?.dispose()));
    watching.add(
      caravan.onCall((call) => {
        changed.set(call.id, call);
        timer ??= this.#clock.setTimeout(send, sendInterval);
      }),
    );
  }
}
