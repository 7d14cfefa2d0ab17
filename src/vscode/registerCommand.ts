import * as vscode from 'vscode';
import type { Logger } from '../base/logger.ts';
import type { commandIds } from './ids.ts';
import { showError } from './showError.ts';
import { requireTrust } from './trust.ts';

/** One of the commands in the manifest. */
export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** `trusted`: the command refuses to start in an untrusted workspace. */
export interface CommandOptions {
  readonly needs: 'trusted' | 'nothing';
}

/**
 * Registers a command whose failures are shown, never thrown at whoever invoked it. Hiding a
 * command in the palette is no gate, so trust is checked here, at each invocation.
 */
export function registerCommand(
  id: CommandId,
  logger: Logger,
  { needs }: CommandOptions,
  run: (...args: unknown[]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      if (needs === 'trusted') requireTrust();
      return await run(...args);
    } catch (error) {
      showError(error, logger);
      return undefined;
    }
  });
}
