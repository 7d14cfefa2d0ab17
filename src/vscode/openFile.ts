import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { NamedFile } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { FromView } from '../protocol/messages.ts';
import type { OpenProposal } from './chatRuns.ts';
import type { ChatSession } from './chatSession.ts';
import { findFiles } from './findFiles.ts';
import type { LazyCore } from './lazyCore.ts';
import type { FolderEditors } from './mentionEditor.ts';
import { proposalUri } from './proposalFiles.ts';
import { requireTrust } from './trust.ts';
import type { ViewPage } from './viewPage.ts';

/** A column no line reaches. */
const maxColumn = 1_000_000;

/** What files are found and opened through. */
export interface OpenFileDeps {
  readonly core: LazyCore;
  readonly session: Pick<ChatSession, 'openProposals'>;
  readonly editors: FolderEditors;
}

/** Tells a page which names in its texts are files of the folder or of an open proposal. */
export async function answerFiles(
  { core, session }: OpenFileDeps,
  names: readonly string[],
  page: ViewPage,
): Promise<void> {
  requireTrust();
  const paths = await (await core.get()).namedPaths();
  const proposed = session.openProposals.flatMap(({ proposal }) =>
    proposal.files.map(({ path }) => path),
  );
  page.send({ type: 'files', files: findFiles(names, [...paths, ...proposed]) });
}

/**
 * Opens a file of the folder at a line, or the text that an open proposal has for it.
 * @throws CaravanError `invalid-argument` for a file that is not there or not in the folder.
 */
export async function openFile(
  { core, session, editors }: OpenFileDeps,
  { path: named, line, isProposed }: Extract<FromView, { type: 'open-file' }>,
): Promise<void> {
  requireTrust();
  const path = pathOf(named, editors);
  const proposed = newestProposal(session.openProposals, path);
  if (proposed && isProposed) return show(proposed, line);
  const found = await (await core.get()).readNamed(path);
  const problem = 'problem' in found ? found.problem : undefined;
  if (problem === 'missing' && proposed) return show(proposed, line);
  const uri = editors.uriInFolder(path);
  if (editors.pathInFolder(uri) === undefined) throw refused(path, 'outside');
  if (problem !== undefined && problem !== 'too-large' && problem !== 'not-text') {
    throw refused(path, problem);
  }
  return show(uri, line);
}

/** A path relative to the folder; runners of tests may name their files in full. */
function pathOf(named: string, editors: FolderEditors): string {
  const path = named.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  if (!isAbsolute(path)) return path;
  const inside = editors.pathInFolder(vscode.Uri.file(path));
  if (inside === undefined) throw refused(path, 'outside');
  return inside;
}

function newestProposal(open: readonly OpenProposal[], path: string): vscode.Uri | undefined {
  const holds = ({ proposal }: OpenProposal): boolean =>
    proposal.files.some((file) => file.path === path && file.operation !== 'delete');
  const runId = open.findLast(holds)?.runId;
  return runId === undefined ? undefined : proposalUri({ runId, path, side: 'after' });
}

async function show(uri: vscode.Uri, line: number | undefined): Promise<void> {
  // The whole line: its end is where the editor says it is.
  const selection =
    line === undefined ? undefined : new vscode.Range(line - 1, 0, line - 1, maxColumn);
  await vscode.commands.executeCommand('vscode.open', uri, {
    preview: true,
    ...(selection && { selection }),
  });
}

function refused(
  path: string,
  problem: Exclude<Extract<NamedFile, { problem: unknown }>['problem'], 'too-large' | 'not-text'>,
): CaravanError {
  switch (problem) {
    case 'missing':
      return new CaravanError('invalid-argument', {
        text: userText('There is no file {0}.', path),
        next: userText('It may have been moved, renamed or deleted since.'),
      });
    case 'folder':
      return new CaravanError('invalid-argument', {
        text: userText('{0} is a folder.', path),
        next: userText('Look into it in the Explorer.'),
      });
    case 'outside':
      return new CaravanError('invalid-argument', {
        text: userText('{0} is outside the open folder.', path),
        next: userText('Caravan opens files of the open folder only.'),
      });
    case 'secret':
      return new CaravanError('invalid-argument', {
        text: userText('{0} leads to a file that holds secrets.', path),
        next: userText('Open that file by its own name.'),
      });
  }
}
