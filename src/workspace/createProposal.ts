import { CaravanError } from '../base/errors.ts';
import type { SourceFile } from '../base/task.ts';
import { sha256, type TextFile } from '../base/textFile.ts';
import { userText } from '../base/userText.ts';
import { adaptText, countChanges } from './adaptText.ts';
import { authorizeFile } from './authorizeFile.ts';
import { foldName } from './pathShape.ts';
import { proposalId } from './proposalId.ts';
import type { Proposal, ProposedFile, WorkspaceWriter, WritePolicy } from './types.ts';

/** What a proposal is made of. */
export interface ProposalInput {
  readonly runId: string;
  /** Absolute folder that is open. */
  readonly root: string;
  /** Whole files as the agents wrote them. */
  readonly files: readonly SourceFile[];
  readonly verification: Proposal['verification'];
  readonly policy: WritePolicy;
  readonly writer: WorkspaceWriter;
}

/**
 * Compares files with what the workspace holds and asks the policy about each. Files that would
 * not change are left out; denied ones stay, for showing. Nothing is written.
 */
export async function createProposal(input: ProposalInput): Promise<Proposal> {
  const files: ProposedFile[] = [];
  const seen = new Set<string>();
  // Named twice, the later text is the one the agents ended with.
  const contents = new Map(input.files.map((file) => [plainPath(file.path), file.content]));
  for (const [path, content] of contents) {
    const file = await proposeFile(input, path, content, seen);
    if (file) files.push(file);
  }
  const { runId, root, verification } = input;
  const content = { runId, root, files, verification };
  return { id: proposalId(content), ...content };
}

// The one repair of a path; the policy judges what comes out.
function plainPath(path: string): string {
  return path.replace(/^(?:\.\/)+/, '');
}

async function proposeFile(
  { root, policy, writer }: ProposalInput,
  path: string,
  content: string,
  seen: Set<string>,
): Promise<ProposedFile | undefined> {
  const first = await policy.authorizeWrite({ root, path, operation: 'edit' });
  if (first.decision === 'deny') return describe(path, content, undefined, first);
  // Two spellings of one file in one plan, told apart by no file system we know of.
  const key = first.realPath.split(/[/\\]/).map(foldName).join('/');
  if (seen.has(key)) {
    const reason = userText('{0} stands in the proposal twice, spelled differently.', path);
    return describe(path, content, undefined, { ...first, decision: 'deny', reason });
  }
  seen.add(key);
  let current: TextFile | undefined;
  try {
    current = await writer.readCurrent(first.realPath);
  } catch (error) {
    if (!(error instanceof CaravanError)) throw error;
    return describe(path, content, undefined, { ...first, decision: 'deny', reason: error.text });
  }
  const after = adaptText(current?.text, content);
  if (current?.text === after) return undefined;
  const operation = current ? 'edit' : 'create';
  const decision = await authorizeFile(policy, root, { path, operation, after });
  return describe(path, after, current, decision);
}

function describe(
  path: string,
  after: string,
  current: TextFile | undefined,
  decision: ProposedFile['decision'],
): ProposedFile {
  return {
    path,
    operation: current ? 'edit' : 'create',
    before: current?.text,
    beforeHash: current?.hash,
    after,
    hash: sha256(after),
    ...countChanges(current?.text ?? '', after),
    decision,
  };
}
