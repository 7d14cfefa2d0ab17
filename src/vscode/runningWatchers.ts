import * as vscode from 'vscode';
import { watchersOf } from './proposalWatchers.ts';

/** Names of the tasks of this window that pick up files as soon as they are written. */
export function runningWatchers(): readonly string[] {
  return watchersOf(vscode.tasks.taskExecutions.map(({ task }) => task));
}
