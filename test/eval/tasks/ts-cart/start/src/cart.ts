interface Item {
  readonly name: string;
  /** In cents. */
  readonly price: number;
  quantity: number;
}

/** What a customer is about to buy. */
export class Cart {
  readonly #items = new Map<string, Item>();

  /** Adds pieces of an item; the price is in cents. */
  add(name: string, price: number, quantity = 1): void {
    const known = this.#items.get(name);
    if (known) known.quantity += quantity;
    else this.#items.set(name, { name, price, quantity });
  }

  /** Sum in cents. */
  total(): number {
    let sum = 0;
    for (const item of this.#items.values()) sum += item.price * item.quantity;
    return sum;
  }
}
