/**
 * Holds back what is told about a finished node until its result is on disk: whoever hears that a
 * node has ended may rely on a resumption not running it again.
 */
export class SavedNodes {
  readonly #waiting = new Map<string, () => void>();

  /** Runs the action once the node's result has been saved. */
  after(node: string, action: () => void): void {
    this.#waiting.set(node, action);
  }

  /** Called by the saver when a node's result has reached the disk. */
  saved(node: string): void {
    const action = this.#waiting.get(node);
    this.#waiting.delete(node);
    action?.();
  }
}
