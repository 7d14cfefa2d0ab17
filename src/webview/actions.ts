import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FromView } from '../protocol/messages.ts';
import type { LocalAction } from './state.ts';

/** What components can set off: a message to the host, a change of the page's own state. */
export interface Actions {
  readonly post: (message: FromView) => void;
  readonly act: (action: LocalAction) => void;
}

/** Actions of the tree; nothing happens outside a provider. */
export const ActionsContext = createContext<Actions>({
  post: () => undefined,
  act: () => undefined,
});

/** The actions in a component. */
export function useActions(): Actions {
  return useContext(ActionsContext);
}
