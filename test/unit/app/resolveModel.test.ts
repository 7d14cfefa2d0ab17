import assert from 'node:assert/strict';
import { createResolveModel, type ResolvedModel } from '../../../src/app/resolveModel.ts';
import { defaultSettings, type Settings } from '../../../src/app/settings.ts';
import type { ModelCatalog, ModelInfo } from '../../../src/llm/modelCatalog.ts';

const info = (name: string, parameters?: string): ModelInfo => ({
  name,
  digest: name,
  size: 1,
  capabilities: ['completion'],
  contextLength: 32_768,
  ...(parameters !== undefined && { parameters }),
});
const spared = { critic: ['small'], planner: ['small', 'medium'] } as const;

/** What a run is given whose model the server says to be of that size. */
async function resolve(
  parameters: string | undefined,
  settings: Partial<Settings> = {},
  wanted?: string,
): Promise<ResolvedModel> {
  const models = [info('default', parameters), info('named', '70B')];
  const catalog: Pick<ModelCatalog, 'list' | 'require' | 'resolveDefault'> = {
    list: async () => models,
    require: async () => undefined,
    resolveDefault: async () => info('default', parameters),
  };
  const find = createResolveModel(
    { requireHosts: async () => undefined },
    catalog,
    () => ({ ...defaultSettings, ...settings }),
    spared,
  );
  return find(new AbortController().signal, wanted);
}

describe('the model of a run', () => {
  it('has the prompts and the graph of its class, by the size that its server says', async () => {
    const [small, medium, large, unknown] = await Promise.all(
      ['1.5B', '7B', '14B', undefined].map((size) => resolve(size)),
    );
    assert.partialDeepStrictEqual(small, { promptTokens: 3_000, byRules: ['planner', 'critic'] });
    assert.partialDeepStrictEqual(medium, { promptTokens: 8_000, byRules: ['planner'] });
    assert.partialDeepStrictEqual(large, { promptTokens: 16_000 });
    assert.partialDeepStrictEqual(unknown, { promptTokens: 3_000 });
    assert.deepEqual([large?.byRules, unknown?.byRules], [[], []]);
  });

  it('is asked by all nodes where the user wants the whole graph', async () => {
    assert.deepEqual((await resolve('1.5B', { wholeGraph: true })).byRules, []);
  });

  it('says nothing of nodes that ask a model of their own', async () => {
    const roles = { critic: 'named' };
    assert.deepEqual((await resolve('1.5B', { roles })).byRules, ['planner']);
    assert.deepEqual((await resolve('1.5B', { roles }, 'default')).byRules, ['planner', 'critic']);
    assert.deepEqual((await resolve('1.5B', {}, 'named')).byRules, []);
  });
});
