import { z } from 'zod';

/** A vector as it is kept: 32-bit floats, little-endian, in base64; and of which model it is. */
export const storedVectorSchema = z.strictObject({
  /** Digest of the model: vectors of two models cannot be compared. */
  digest: z.string().min(1).max(200),
  values: z.base64().min(1).max(65_536),
});
export type StoredVector = z.infer<typeof storedVectorSchema>;

/** The vector at length 1, to be kept; undefined for one that points nowhere. */
export function encodeVector(digest: string, values: readonly number[]): StoredVector | undefined {
  const length = Math.hypot(...values);
  if (!Number.isFinite(length) || length === 0) return undefined;
  const bytes = Buffer.alloc(values.length * 4);
  for (const [place, value] of values.entries()) bytes.writeFloatLE(value / length, place * 4);
  return { digest, values: bytes.toString('base64') };
}

/** The vector as it was encoded; undefined where it is damaged or another model's. */
export function decodeVector(
  stored: StoredVector | undefined,
  digest: string,
): readonly number[] | undefined {
  if (stored?.digest !== digest) return undefined;
  const bytes = Buffer.from(stored.values, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
  const values = Array.from({ length: bytes.length / 4 }, (_, place) =>
    bytes.readFloatLE(place * 4),
  );
  const length = Math.hypot(...values);
  return Math.abs(length - 1) < 0.01 ? values : undefined;
}

/** Cosine of the angle between two vectors of length 1; 0 where they have not as many values. */
export function cosine(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return 0;
  return one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
}
