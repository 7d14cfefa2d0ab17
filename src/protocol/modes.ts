import type { Mode } from './messages.ts';

/** How a task may be handled, in the order in which the view offers it. */
export const modes = ['auto', 'chat', 'plan', 'analyze', 'code'] as const satisfies readonly Mode[];
