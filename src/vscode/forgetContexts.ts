import * as vscode from 'vscode';
import { hasProposalContext, insertingContext, reviewingContext, runningContext } from './ids.ts';

/**
 * Says that nothing goes on yet. The window keeps its context keys when an extension host dies: Stop
 * would stay in the title of the view, and Escape in an editor would go to an insertion that is over.
 */
export function forgetContexts(): void {
  for (const key of [runningContext, insertingContext, hasProposalContext, reviewingContext]) {
    void vscode.commands.executeCommand('setContext', key, false);
  }
}
