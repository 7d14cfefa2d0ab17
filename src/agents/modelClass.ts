/** Models by size: up to 4, up to 12, and more billions of parameters. */
export const modelClasses = ['small', 'medium', 'large'] as const;
export type ModelClass = (typeof modelClasses)[number];

/** Billions of parameters up to which a model is of the class. */
const limits: Readonly<Record<ModelClass, number>> = { small: 4, medium: 12, large: Infinity };

/**
 * Class of a model, by what its server says of its size and never by its name; undefined when the
 * server says nothing.
 * @param parameters as the server names them, e.g. `7B` or `135M`.
 */
export function modelClassOf(parameters: string | undefined): ModelClass | undefined {
  const [, digits, unit = ''] = /^([\d.]+)\s*([BM])/i.exec(parameters ?? '') ?? [];
  if (digits === undefined) return undefined;
  const billions = Number(digits) / (/m/i.test(unit) ? 1_000 : 1);
  return modelClasses.find((each) => billions <= limits[each]);
}
