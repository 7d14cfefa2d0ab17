import { keyOf, type AskConsent, type ConsentRequest } from '../app/index.ts';

/** Where answers are kept; VS Code's global state is one. */
export interface ConsentStore {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const storeKey = 'caravan.consent';

/** Asks once: what the user agreed to is kept, a refusal is not. */
export function rememberConsent(
  store: ConsentStore,
  ask: (request: ConsentRequest) => PromiseLike<boolean>,
): AskConsent {
  const agreed = (): readonly string[] => {
    const kept = store.get(storeKey);
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  };
  return async (request) => {
    // A secret is agreed to for as long as the window is open: the next one may differ by one sign.
    if (request.kind === 'secret') return ask(request);
    const key = keyOf(request);
    if (agreed().includes(key)) return true;
    if (!(await ask(request))) return false;
    // Read again: another question may have been answered meanwhile.
    await store.update(storeKey, [...new Set([...agreed(), key])]);
    return true;
  };
}
