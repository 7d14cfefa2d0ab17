import { CaravanError } from '../base/errors.ts';
import type { SourceFile } from '../base/task.ts';
import { userText } from '../base/userText.ts';
import type { ProposalStore } from '../workspace/proposalStore.ts';
import type { CaravanPorts } from './caravan.ts';
import { codeInFile } from './codeInFile.ts';
import { createNamedFiles } from './namedFiles.ts';
import type { ProposalDesk } from './proposalDesk.ts';
import { requireFolder } from './requireTask.ts';
import type { RunWork } from './runManager.ts';
import { summarizeProposal } from './taskWork.ts';

/** What applying code of an answer needs. */
export interface CodeWorkDeps extends Pick<CaravanPorts, 'fileSystem' | 'folder' | 'clock'> {
  readonly desk: Pick<ProposalDesk, 'propose'>;
  readonly proposals: Pick<ProposalStore, 'save'>;
}

/**
 * The work of a run that asks no model: code of an answer becomes a proposal for one file, which
 * waits for the user's word like any other. Undefined without code.
 */
export function createCodeWork(
  deps: CodeWorkDeps,
  source: SourceFile | undefined,
): RunWork | undefined {
  if (!source) return undefined;
  const { path, content: code } = source;
  // Whoever starts a run has seen to that.
  const requireTrust = (): void => undefined;
  const { readNamed } = createNamedFiles({ ...deps, requireTrust });
  return async ({ runId }, emit, signal) => {
    const found = await readNamed(path);
    if ('problem' in found && found.problem !== 'missing') throw unfit(path);
    const before = 'content' in found ? found.content : undefined;
    const content = codeInFile(path, before, code);
    if (content === undefined) throw unfit(path);
    const proposal = await deps.desk.propose(runId, requireFolder(deps.folder()), {
      outcome: 'done',
      files: [{ path, content }],
      answer: '',
    });
    signal.throwIfAborted();
    if (proposal.files.length === 0) throw alreadyThere(path);
    await deps.proposals.save(proposal);
    emit({ type: 'proposal', proposal: summarizeProposal(proposal, 'open') });
    return { outcome: 'done' };
  };
}

function unfit(path: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('It is not clear where in {0} this code belongs.', path),
    kept: userText('Your files are as they were.'),
    next: userText('Put the cursor there and insert it, or ask for the whole file.'),
  });
}

function alreadyThere(path: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('{0} holds this code already.', path),
    kept: userText('Your files are as they were.'),
  });
}
