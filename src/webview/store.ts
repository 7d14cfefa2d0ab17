import type { FromView } from '../protocol/messages.ts';
import { reduce } from './reduce.ts';
import { initialState, type LocalAction, type ViewState } from './state.ts';
import { isToView } from './toView.ts';

/** What the store needs of the page. */
export interface StorePorts {
  /** Wall-clock milliseconds. */
  readonly now: () => number;
  readonly post: (message: FromView) => void;
  /** Calls back once before the next frame is painted. */
  readonly nextFrame: (callback: () => void) => void;
  readonly render: (state: ViewState) => void;
}

/** Holds the state: folds messages at once, renders at most once a frame, asks again after a gap. */
export class Store {
  readonly #ports: StorePorts;
  #state: ViewState = initialState;
  #isFramePending = false;

  constructor(ports: StorePorts) {
    this.#ports = ports;
  }

  get state(): ViewState {
    return this.#state;
  }

  /** Takes whatever arrived as a message; what is no message of the host is ignored. */
  receive(value: unknown): void {
    if (!isToView(value)) return;
    const before = this.#state.sync;
    this.#set(reduce(this.#state, value, this.#ports.now()));
    if (value.type === 'ping') this.#ports.post({ type: 'alive' });
    if (this.#state.sync === 'lost' && before !== 'lost') this.#ports.post({ type: 'resync' });
  }

  /** Applies something the user did. */
  act(action: LocalAction): void {
    this.#set(reduce(this.#state, action, this.#ports.now()));
  }

  #set(state: ViewState): void {
    this.#state = state;
    if (this.#isFramePending) return;
    this.#isFramePending = true;
    this.#ports.nextFrame(() => {
      this.#isFramePending = false;
      this.#ports.render(this.#state);
    });
  }
}
