/** How a model chooses its next token, by the names of Ollama's options. */
export interface Sampling {
  readonly temperature: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly min_p?: number;
}

/** The user's temperature, or `auto`: what suits the family of the model. */
export type TemperatureSetting = number | 'auto';

interface FamilySampling {
  readonly thinking: Sampling;
  readonly answering: Sampling;
}

/** Of families nobody has given values for; measured with (test/eval). */
const others: Sampling = { temperature: 0.2 };

/** Qwen's quickstart: greedy decoding makes the thinking of these repeat itself without end. */
const qwen3: FamilySampling = {
  thinking: { temperature: 0.6, top_p: 0.95, top_k: 20, min_p: 0 },
  answering: { temperature: 0.7, top_p: 0.8, top_k: 20, min_p: 0 },
};

/** DeepSeek-R1's own values: its distillates keep the family of the model they were made from. */
const distilled: Sampling = { temperature: 0.6, top_p: 0.95 };

/** By the family as the server names it, never by the name of a model (shared/facts/small-models.md, 5). */
const families: ReadonlyMap<string, FamilySampling> = new Map([
  ['qwen3', qwen3],
  ['qwen3moe', qwen3],
  ['qwen2', { thinking: distilled, answering: { temperature: 0.7, top_p: 0.8 } }],
  ['llama', { thinking: distilled, answering: others }],
]);

/**
 * Sampling values of one call: the family's, with the user's temperature where there is one.
 * @param least temperature of an answer that others are compared with; a higher one stays.
 */
export function samplingOf(
  family: string | undefined,
  thinks: boolean,
  setting: TemperatureSetting,
  least = 0,
): Sampling {
  const known = families.get(family ?? '');
  const values = known?.[thinks ? 'thinking' : 'answering'] ?? others;
  const temperature = setting === 'auto' ? values.temperature : setting;
  return { ...values, temperature: Math.max(least, temperature) };
}
