interface Item {
  readonly name: string;
  /** In cents. */
  readonly price: number;
  quantity: number;
}

/** What a customer is about to buy. */
export class Cart {
  readonly #items = new Map<string, Item>();
  #discount = 0;

  /** Adds pieces of an item; the price is in cents. */
  add(name: string, price: number, quantity = 1): void {
    const known = this.#items.get(name);
    if (known) known.quantity += quantity;
    else this.#items.set(name, { name, price, quantity });
  }

  /** Takes an item out; false when it was not there. */
  remove(name: string): boolean {
    return this.#items.delete(name);
  }

  /** Makes the total smaller by a percentage. */
  applyDiscount(percent: number): void {
    if (!(percent >= 0 && percent <= 100)) throw new RangeError(`no percentage: ${percent}`);
    this.#discount = percent;
  }

  /** Sum in cents. */
  total(): number {
    let sum = 0;
    for (const item of this.#items.values()) sum += item.price * item.quantity;
    return Math.round((sum * (100 - this.#discount)) / 100);
  }
}
