import { modelClassOf } from '../agents/modelClass.ts';
import { promptTokensOf } from '../agents/promptBudget.ts';
import type { ModelCatalog } from '../llm/modelCatalog.ts';
import { routeOf } from '../llm/modelRouter.ts';
import { nodesByRules, type SparableNode, type SparedNodes } from '../workflow/defaultGraph.ts';
import type { Consent } from './consent.ts';
import type { Settings } from './settings.ts';

/** A model that answers, and the host it is on. */
export interface ResolvedModel {
  readonly model: string;
  readonly host: string;
  /** Tokens its prompts should have at most. */
  readonly promptTokens: number;
  /** Nodes that need not ask it. */
  readonly byRules: readonly SparableNode[];
}

/**
 * Finds the model of a run: the one of that name, else the one that the settings say.
 * @throws CaravanError when the user does not agree to its host, or it is not there.
 */
export function createResolveModel(
  consent: Pick<Consent, 'requireHosts'>,
  catalog: Pick<ModelCatalog, 'list' | 'require' | 'resolveDefault'>,
  settings: () => Settings,
  spared?: SparedNodes,
): (signal: AbortSignal, name?: string) => Promise<ResolvedModel> {
  return async (signal, wanted) => {
    await consent.requireHosts(signal);
    if (wanted !== undefined) await catalog.require(wanted, signal);
    const models = wanted === undefined ? [] : await catalog.list(signal);
    const named = models.find((each) => each.name === wanted);
    const found = named ?? (await catalog.resolveDefault(signal));
    const { name, hosts, parameters } = found;
    await catalog.require(name, signal);
    const { contextLength, roles, wholeGraph } = settings();
    const promptTokens = promptTokensOf(
      parameters,
      contextLength === 'auto' ? found.contextLength : contextLength,
    );
    const byRules = wholeGraph
      ? []
      : nodesByRules(modelClassOf(parameters), spared).filter(
          // Who has a model of their own ask that one, whatever this one is.
          (node) => wanted !== undefined || routeOf(roles, node, 'high') === undefined,
        );
    return { model: name, host: hosts?.[0] ?? settings().host, promptTokens, byRules };
  };
}
