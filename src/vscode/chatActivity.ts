import type { Caravan, ModelCall } from '../app/index.ts';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { Clock } from '../base/clock.ts';
import type { ChatSession } from './chatSession.ts';
import type { LazyCore } from './lazyCore.ts';
import type { ViewChannel } from './viewChannel.ts';

/** Changed calls are sent together, at most this often (ms). */
const sendInterval = 250;

/** Tells the view what models do, while it shows that. */
export class ChatActivity implements Disposable {
  readonly #core: LazyCore;
  readonly #session: ChatSession;
  readonly #channel: ViewChannel;
  readonly #clock: Clock;
  readonly #changed = new Map<string, ModelCall>();
  #watching: DisposableStore | undefined;
  #timer: Disposable | undefined;

  constructor(core: LazyCore, session: ChatSession, channel: ViewChannel, clock: Clock) {
    this.#core = core;
    this.#session = session;
    this.#channel = channel;
    this.#clock = clock;
  }

  /** Sends everything known of the conversation shown, then what changes. */
  async watch(): Promise<void> {
    this.unwatch();
    const watching = new DisposableStore();
    this.#watching = watching;
    const caravan = await this.#core.get();
    if (this.#watching !== watching) return;
    watching.add(caravan.onCall((call) => this.#note(call)));
    const calls = await this.#calls(caravan);
    if (this.#watching === watching) this.#channel.send({ type: 'calls', calls, isAll: true });
  }

  unwatch(): void {
    this.#watching?.dispose();
    this.#watching = undefined;
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#changed.clear();
  }

  /** Everything known, as the text of a file. */
  async exported(): Promise<string> {
    const calls = await this.#calls(await this.#core.get());
    return `${JSON.stringify({ format: 'caravan-calls', version: 1, calls }, null, 2)}\n`;
  }

  dispose(): void {
    this.unwatch();
  }

  #calls(caravan: Caravan): Promise<readonly ModelCall[]> {
    const id = this.#session.conversationId;
    return id === undefined ? Promise.resolve([]) : caravan.calls(id);
  }

  #note(call: ModelCall): void {
    this.#changed.set(call.id, call);
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = undefined;
      const calls = [...this.#changed.values()];
      this.#changed.clear();
      this.#channel.send({ type: 'calls', calls, isAll: false });
    }, sendInterval);
  }
}
