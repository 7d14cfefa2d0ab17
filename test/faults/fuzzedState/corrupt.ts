/** A number in [0, 1) from a seed (mulberry32): the same ones every time. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const oddValues: readonly unknown[] = [
  ...[null, true, -1, 1.5, '', 'evil', [], {}, [[]], ['evil'], { evil: 1 }, 2 ** 60],
  ...['../../evil', '/etc/evil', '\u0000', { toString: 'evil' }, { lc: 1, type: 'constructor' }],
];
const bytes = ['\u0000', '{', '}', '"', '\\', '\n', ',', '\ufeff', 'evil', '1e400', '9'.repeat(40)];

/** A stored file with something wrong: values, keys, order, encoding, or bytes. */
export function corrupt(
  whole: readonly unknown[],
  text: string,
  random: () => number,
): string | Uint8Array {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const at = Math.floor(random() * text.length);
  switch (Math.floor(random() * 7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + pick(bytes) + text.slice(at + Math.floor(random() * 3));
    case 2: {
      const binary = new TextEncoder().encode(text);
      for (let count = 1 + random() * 4; count > 0; count -= 1) {
        binary[Math.floor(random() * binary.length)] = Math.floor(random() * 256);
      }
      return binary;
    }
    case 3:
      return `{"__proto__":{"evil":1},${text.slice(1)}`;
    default: {
      const copy = structuredClone(whole) as unknown[];
      for (let count = 1 + Math.floor(random() * 2); count > 0; count -= 1) {
        const [holder, key] = pick(places(copy));
        const change = random();
        if (change < 0.6) holder[key] = structuredClone(pick(oddValues));
        else if (change < 0.8 && !Array.isArray(holder)) delete holder[key];
        else if (!Array.isArray(holder)) holder[`evil${Math.floor(random() * 9)}`] = 'evil';
      }
      return copy.map((value) => `${JSON.stringify(value)}\n`).join('');
    }
  }
}

type Holder = Record<string, unknown>;

/** Every place in a value where something stands. */
function places(value: unknown): readonly (readonly [Holder, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key) => [[holder, key] as const, ...places(holder[key])]);
}
